using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Msq.Api.Operations;
using Msq.Storage.Transactions;

namespace Msq.Api.Documentation;

/// <summary>What the operators' routes read by hand.</summary>
internal static class OperationsDocumentation
{
    public static Task DescribeListAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Query("olderThan", "Seconds for which a transaction has been open.", Number(0, OperationRoutes.LongestAge, 600));
        operation.Query("limit", "The longest page.", Number(1, OperationRoutes.LongestPage, 50));
        operation.Query("cursor", "The `next` of the page before.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" });
        return Task.CompletedTask;
    }

    public static Task DescribeCloseAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.DescribeBody(
            Schemas.Object(
                new Dictionary<string, IOpenApiSchema>
                {
                    ["status"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "How it ends.", Enum = [.. OperationRoutes.Ends.Select(end => (JsonNode)end)] },
                    ["reason"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Why.", MinLength = 1, MaxLength = OperationRoutes.LongestReason },
                },
                "status", "reason"),
            new JsonObject { ["status"] = TransactionStatus.Failed, ["reason"] = "its relayer was lost with everything it had" });
        return Task.CompletedTask;
    }

    private static OpenApiSchema Number(int least, int most, int otherwise) =>
        new() { Type = JsonSchemaType.Integer, Minimum = $"{least}", Maximum = $"{most}", Default = otherwise };
}
