using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Msq.Api.Batches;

namespace Msq.Api.Documentation;

/// <summary>The body of <c>POST /relay/batch</c>, which is read by hand and therefore described by hand.</summary>
internal static class BatchDocumentation
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var item = Schemas.Object(new Dictionary<string, IOpenApiSchema>
        {
            ["direct"] = DirectRequestDocumentation.Schema(),
            ["gasless"] = GaslessDocumentation.Schema(),
            ["idempotencyKey"] = Schemas.Key,
        });
        item.Description = "Either direct or gasless.";
        operation.DescribeSubmission(
            Schemas.Object(
                new Dictionary<string, IOpenApiSchema>
                {
                    ["items"] = new OpenApiSchema { Type = JsonSchemaType.Array, MinItems = 1, MaxItems = BatchReader.MostItems, Items = item },
                },
                "items"),
            new JsonObject
            {
                ["items"] = new JsonArray(new JsonObject
                {
                    ["direct"] = new JsonObject { ["to"] = Schemas.SampleAddress, ["value"] = "1" },
                    ["idempotencyKey"] = "payout-1",
                }),
            });
        return Task.CompletedTask;
    }
}
