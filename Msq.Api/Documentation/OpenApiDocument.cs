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
            if (operation.OperationId == "SubmitDirect")
                operation.RequestBody = DirectBody();
            return Task.CompletedTask;
        });
    });

    public static void MapDocumentation(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/docs");
    }

    // The body is read field by field, for errors by field, so its schema is written here.
    private static OpenApiRequestBody DirectBody() => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    AdditionalPropertiesAllowed = false,
                    Required = new HashSet<string> { "to" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["to"] = Text("Target address; mixed case must fit EIP-55."),
                        ["data"] = Text("Calldata: 0x and an even number of hex digits. Default 0x."),
                        ["value"] = Text("Wei, a decimal string up to 2^256 - 1. Default \"0\"."),
                        ["gasLimit"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Units of gas from 21000. Default: estimated, plus a fifth." },
                        ["speed"] = Text("fastest, fast, average or safeLow. Default average."),
                        ["validUntil"] = Text("RFC 3339 time with an offset; after it nothing is sent any more."),
                        ["pool"] = Text("One of the client's pools. Default: its first."),
                        ["reference"] = Text("The client's own word for it, 1 to 255 characters."),
                    },
                },
                Example = System.Text.Json.Nodes.JsonNode.Parse("""{"to":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","value":"1000000000000000"}"""),
            },
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
