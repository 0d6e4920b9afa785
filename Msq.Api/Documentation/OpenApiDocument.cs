using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Msq.Api.Clients;
using Msq.Hosting.Settings;
using Scalar.AspNetCore;

namespace Msq.Api.Documentation;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and its UI at <c>/docs</c>.</summary>
internal static class OpenApiDocument
{
    private const string KeyScheme = "ApiKey";
    private const string WebhookScheme = "WebhookSignature";

    private static readonly (string Name, string Description)[] Tags =
    [
        ("Relay", "Transactions: submit them, try them, follow them, cancel them."),
        ("Gasless", "Users' signed requests, which are executed at the service's expense."),
        ("Callbacks", "What clients are told of their transactions, and whether it arrived."),
        ("Operations", "For operators: what does not move."),
        ("Pool", "For operators: the relayers."),
        ("Webhooks", "For the relayers."),
    ];

    public static void AddDocumentation(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddOperationTransformer(DescribeSecurityAsync);
        options.AddOperationTransformer(ParameterDocumentation.DescribeAsync);
        options.AddOperationTransformer(AnswerDocumentation.DescribeAsync);
        options.AddSchemaTransformer(Vocabulary.DescribeAsync);
        options.AddDocumentTransformer(DescribeAsync);
    });

    public static void MapDocumentation(this WebApplication app)
    {
        var uiKey = app.Environment.IsDevelopment() ? ProcessSettings.DocumentationKey.ReadFrom(app.Configuration) : null;
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", options =>
        {
            // Nothing of what is tried here is to leave for anybody else.
            options.DisableTelemetry().DisableAgent().DisableMcp().DisableDefaultFonts();
            if (uiKey is { Length: > 0 } key)
                options.AddPreferredSecuritySchemes(KeyScheme).AddApiKeyAuthentication(KeyScheme, scheme => scheme.Value = key);
        });
    }

    private static Task DescribeAsync(Microsoft.OpenApi.OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Msq",
            Version = "v1",
            Description = "A transaction relayer: REST in, exactly one transaction on chain out. Amounts are decimal strings in wei, times RFC 3339 in UTC; a field that may be left out may be null as well. Every error is "
                + "application/problem+json (RFC 9457) with a stable `code`.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        // Wherever the document was read from.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ClientAccess.Header,
                Description = "A client's key. `Authorization: Bearer` is taken as well.",
            },
            [WebhookScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-Signature",
                Description = "OZ Relayer: the base64 HMAC-SHA256 of the raw body. OZ Monitor: the hex HMAC-SHA256 of the raw body and the value of X-Timestamp.",
            },
        };
        AnswerDocumentation.AddProblems(document.Components);
        return Task.CompletedTask;
    }

    private static Task DescribeSecurityAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var needs = context.Description.ActionDescriptor.EndpointMetadata.OfType<NeedsKey>().LastOrDefault();
        var scheme = needs is null ? WebhookScheme : KeyScheme;
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] }];
        if (needs is not null)
            operation.Description = $"{operation.Description} Scope: {string.Join(" or ", needs.Scopes.Select(scope => $"`{scope}`"))}.".TrimStart();
        return Task.CompletedTask;
    }
}
