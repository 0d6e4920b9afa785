using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Msq.Api.Relay;
using Msq.Hosting.OzRelayer;

namespace Msq.Api.Documentation;

/// <summary>The body of <c>POST /relay/direct</c>, which is read by hand and therefore described by hand.</summary>
internal static class DirectRequestDocumentation
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.DescribeSubmission(Schema(), Example());
        return Task.CompletedTask;
    }

    public static OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        AdditionalPropertiesAllowed = false,
        Required = new HashSet<string> { "to" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["to"] = Schemas.Address("Target address."),
            ["data"] = Schemas.Bytes("Calldata, default 0x."),
            ["value"] = Schemas.Decimal("Wei, decimal, up to 2^256 - 1; default 0.", "1000000000000000000"),
            ["gasLimit"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer | JsonSchemaType.String,
                Description = $"Units of gas, {DirectRequestReader.LeastGas} to {DirectRequestReader.MostGas}; estimated when left out.",
                Examples = [100_000],
            },
            ["speed"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "How much to pay for being quick.",
                Default = "average",
                Enum = [.. Speed.All.Select(speed => (JsonNode)speed)],
            },
            ["validUntil"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date-time",
                Description = "After this time nothing is sent any more; RFC 3339 with offset, in the future.",
            },
            ["pool"] = Schemas.Pool,
            ["reference"] = Schemas.Reference,
            ["callbackUrl"] = Schemas.CallbackUrl,
        },
    };

    private static JsonObject Example() => new() { ["to"] = Schemas.SampleAddress, ["value"] = "1000000000000000000", ["reference"] = "order-4711" };
}
