using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Msq.Api.Relay;
using Msq.Api.Simulation;
using Msq.Storage.Callbacks;

namespace Msq.Api.Documentation;

/// <summary>What the descriptions of request bodies, which are read by hand, have in requestFields.</summary>
internal static class Schemas
{
    public const string SampleAddress = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    public static OpenApiSchema Pool => Text("One of the client's pools; default its first.", "local");

    public static OpenApiSchema Reference => new()
    {
        Type = JsonSchemaType.String,
        Description = "The client's own word for it.",
        MinLength = 1,
        MaxLength = RequestFields.LongestReference,
        Examples = ["order-4711"],
    };

    public static OpenApiSchema CallbackUrl => new()
    {
        Type = JsonSchemaType.String,
        Format = "uri",
        Description = "Where the client is told of this transaction, besides its own endpoints; at a host that its entry allows.",
        MaxLength = CallbackAddress.Longest,
        Examples = ["https://hooks.example.org/orders/4711"],
    };

    /// <summary>An idempotency key.</summary>
    public static OpenApiSchema Key => Text("1 to 255 visible ASCII characters", "order-4711", "^\"?[!-~]{1,255}\"?$");

    public static OpenApiSchema Address(string description) =>
        Text($"{description} In mixed case its EIP-55 checksum must hold.", SampleAddress, "^0x[0-9a-fA-F]{40}$");

    public static OpenApiSchema Bytes(string description) => Text(description, "0x", "^0x([0-9a-fA-F]{2})*$");

    public static OpenApiSchema Decimal(string description, string example) => Text(description, example, "^(0|[1-9][0-9]{0,77})$");

    /// <summary>A decimal string or, in digits, a JSON number.</summary>
    public static OpenApiSchema Whole(string description, string example)
    {
        var schema = Decimal(description, example);
        schema.Type = JsonSchemaType.Integer | JsonSchemaType.String;
        schema.Minimum = "0";
        return schema;
    }

    public static OpenApiSchema Text(string description, string example, string? pattern = null) =>
        new() { Type = JsonSchemaType.String, Description = description, Examples = [example], Pattern = pattern };

    public static OpenApiSchema Object(IDictionary<string, IOpenApiSchema> properties, params string[] required) => new()
    {
        Type = JsonSchemaType.Object,
        AdditionalPropertiesAllowed = false,
        Required = new HashSet<string>(required),
        Properties = properties,
    };

    public static void DescribeBody(this OpenApiOperation operation, OpenApiSchema schema, JsonObject example) => operation.RequestBody = new OpenApiRequestBody
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema, Example = example } },
    };

    /// <summary>A call that commits a transaction.</summary>
    public static void DescribeSubmission(this OpenApiOperation operation, OpenApiSchema schema, JsonObject example)
    {
        operation.DescribeBody(schema, example);
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = IdempotencyKey.Header,
            In = ParameterLocation.Header,
            Description = "Makes repeats harmless: the same key with the same body answers the same 202 again, with another body 422.",
            Schema = Key,
        });
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = SimulateParameter.Name,
            In = ParameterLocation.Query,
            Description = "Tries the call on the chain's present state first: what would revert is refused with 422 and the reason, and what cannot be tried with 503.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean },
        });
        var accepted = (OpenApiResponse)operation.Responses!["202"];
        accepted.Description = "Accepted: its row is committed.";
        accepted.Headers ??= new Dictionary<string, IOpenApiHeader>();
        accepted.Headers["Location"] = Header("Where its status is.", $"/api/v1/relay/status/{Samples.Id}");
        accepted.Headers["Retry-After"] = Header("Seconds until a first look makes sense.", "1");
        accepted.Headers["Idempotency-Replayed"] = Header("true when an earlier call had accepted this request.", "true");
    }

    public static OpenApiHeader Header(string description, string example) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example };
}
