using Microsoft.OpenApi;
using Msq.Api.Clients;
using Scalar.AspNetCore;

namespace Msq.Api.Documentation;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and its UI at <c>/docs</c>.</summary>
internal static class OpenApiDocument
{
    private const string Scheme = "ApiKey";

    public static void AddDocumentation(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Msq", Version = "v1", Description = "A transaction relayer: REST in, exactly one transaction on chain out." };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ClientAccess.Header };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<NeedsKey>().Any())
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            return Task.CompletedTask;
        });
    });

    public static void MapDocumentation(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/docs");
    }
}
