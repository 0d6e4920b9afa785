using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Msq.Api.Relay;

namespace Msq.Api.Documentation;

/// <summary>The body of <c>POST /relay/direct</c>, which is read by hand and therefore described by hand.</summary>
internal static class DirectRequestDocumentation
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = Schema(), Example = Example() },
            },
        };
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = IdempotencyKey.Header,
            In = ParameterLocation.Header,
            Description = "Makes repeats harmless: the same key with the same body answers the same 202 again, with another body 422.",
            Schema = Text("1 to 255 visible ASCII characters", "order-4711"),
        });
        var accepted = (OpenApiResponse)operation.Responses!["202"];
        accepted.Description = "Accepted: its row is committed.";
        accepted.Headers = new Dictionary<string, IOpenApiHeader>
        {
            ["Location"] = Header("Where its status is."),
            ["Retry-After"] = Header("Seconds until a first look makes sense."),
            ["Idempotency-Replayed"] = Header("true when the key had accepted this request before."),
        };
        return Task.CompletedTask;
    }

    private static OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        AdditionalPropertiesAllowed = false,
        Required = new HashSet<string> { "to" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["to"] = Text("Target address. In mixed case its EIP-55 checksum must hold.", Sample, "^0x[0-9a-fA-F]{40}$"),
            ["data"] = Text("Calldata, default 0x.", "0x", "^0x([0-9a-fA-F]{2})*$"),
            ["value"] = Text("Wei, decimal, up to 2^256 - 1; default 0.", "1000000000000000000", "^(0|[1-9][0-9]{0,77})$"),
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
                Enum = [.. DirectRequestReader.Speeds.Select(speed => (JsonNode)speed)],
            },
            ["validUntil"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date-time",
                Description = "After this time nothing is sent any more; RFC 3339 with offset, in the future.",
            },
            ["pool"] = Text("One of the client's pools; default its first.", "local"),
            ["reference"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "The client's own word for it.",
                MinLength = 1,
                MaxLength = DirectRequestReader.LongestReference,
                Examples = ["order-4711"],
            },
        },
    };

    private const string Sample = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private static JsonObject Example() => new() { ["to"] = Sample, ["value"] = "1000000000000000000", ["reference"] = "order-4711" };

    private static OpenApiSchema Text(string description, string example, string? pattern = null) =>
        new() { Type = JsonSchemaType.String, Description = description, Examples = [example], Pattern = pattern };

    private static OpenApiHeader Header(string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
