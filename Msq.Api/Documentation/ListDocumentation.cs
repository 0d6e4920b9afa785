using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Msq.Api.Listing;
using Msq.Storage.Transactions;

namespace Msq.Api.Documentation;

/// <summary>The filters of <c>GET /relay/transactions</c>, which are read by hand and therefore described by hand.</summary>
internal static class ListDocumentation
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters =
        [
            Parameter("status", "Only these.", Words(TransactionStatus.All)),
            Parameter("type", "Only these.", Words(ListQuery.Types)),
            Parameter("reference", "Only with this reference.", Schemas.Reference),
            Parameter("hash", "The one with this hash on chain, now or before a higher fee; a batch comes with its requests.", Schemas.Text("0x and 64 hex digits.", Samples.Hash, "^0x[0-9a-fA-F]{64}$")),
            Parameter("from", "Accepted then or later; RFC 3339 with an offset.", Time()),
            Parameter("to", "Accepted before; RFC 3339 with an offset.", Time()),
            Parameter("client", "Only this client's; scope admin.", Schemas.Text("The client's name.", "payments")),
            Parameter("cursor", "The `next` of the page before.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" }),
            Parameter("limit", "The longest page.", new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = $"{ListQuery.LongestPage}",
                Default = ListQuery.DefaultPage,
            }),
        ];
        var contents = operation.Responses!["200"].Content!;
        contents["application/x-ndjson"] = Lines("A transaction in each line, as JSON.", $$"""{"transactionId":"{{Samples.Id}}","client":"payments","status":"confirmed"}""" + "\n");
        contents["text/csv"] = Lines("RFC 4180, with a header line.", $"transactionId,client,type,status\r\n{Samples.Id},payments,direct,confirmed\r\n");
        return Task.CompletedTask;
    }

    private static OpenApiMediaType Lines(string description, string example) =>
        new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = description }, Example = example };

    private static OpenApiParameter Parameter(string name, string description, IOpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };

    private static OpenApiSchema Words(IReadOnlyList<string> words) => new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => (JsonNode)word)] };

    private static OpenApiSchema Time() => new() { Type = JsonSchemaType.String, Format = "date-time" };
}
