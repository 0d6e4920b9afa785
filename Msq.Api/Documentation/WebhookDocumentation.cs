using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Msq.Api.Documentation;

/// <summary>The bodies of OZ Relayer's and OZ Monitor's webhooks, as far as Msq looks at them.</summary>
internal static class WebhookDocumentation
{
    public static Task DescribeMonitorAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = "X-Timestamp",
            In = ParameterLocation.Header,
            Required = true,
            Description = "When it was signed: Unix time in milliseconds.",
            Schema = Schemas.Text("Decimal digits.", "1795694400000", "^[0-9]+$"),
        });
        operation.DescribeBody(
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What the triggers in config/oz-monitor send.",
                Required = new HashSet<string> { "body" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["title"] = Schemas.Text("The trigger's title.", "Msq"),
                    ["body"] = Schemas.Text("JSON with pool, monitor, txHash and from.", "{}"),
                },
            },
            new JsonObject
            {
                ["title"] = "Msq",
                ["body"] = $$"""{"pool":"local","monitor":"Unknown sender","txHash":"0x{{new string('a', 64)}}","from":"{{Schemas.SampleAddress}}"}""",
            });
        return Task.CompletedTask;
    }

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.DescribeBody(
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "A notification of OZ Relayer v1.3.0. Events that are not known are taken, and forgotten.",
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["id"] = Schemas.Text("The notification's id.", "8a1e6f0e-3b1d-4c62-9d6f-0d5c1b2a3f4e"),
                    ["event"] = Schemas.Text("What happened.", "transaction_update"),
                    ["payload"] = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "The transaction, or the relayer, as it is now." },
                    ["timestamp"] = Schemas.Text("When it was sent (RFC 3339).", "2026-11-26T12:00:00Z"),
                },
            },
            new JsonObject
            {
                ["id"] = "8a1e6f0e-3b1d-4c62-9d6f-0d5c1b2a3f4e",
                ["event"] = "transaction_update",
                ["payload"] = new JsonObject { ["payload_type"] = "transaction", ["id"] = "5c2b6a0e-7f4f-4b0e-8d1e-2b3c4d5e6f70", ["relayer_id"] = "relayer-1", ["status"] = "mined" },
                ["timestamp"] = "2026-11-26T12:00:00Z",
            });
        return Task.CompletedTask;
    }
}
