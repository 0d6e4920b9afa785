using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Msq.Api.Documentation;

/// <summary>The bodies of the gasless calls, which are read by hand and therefore described by hand.</summary>
internal static class GaslessDocumentation
{
    private static readonly string Signature = "0x" + new string('1', 128) + "1b";

    public static Task DescribeSubmissionAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.DescribeSubmission(
            Schema(),
            new JsonObject
            {
                ["request"] = new JsonObject
                {
                    ["from"] = Schemas.SampleAddress,
                    ["to"] = Schemas.SampleAddress,
                    ["value"] = "0",
                    ["gas"] = "100000",
                    ["nonce"] = "0",
                    ["deadline"] = "4102444800",
                    ["data"] = "0x",
                },
                ["signature"] = Signature,
            });
        return Task.CompletedTask;
    }

    public static Task DescribeTypedDataAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.DescribeBody(
            Schemas.Object(
                new Dictionary<string, IOpenApiSchema>
                {
                    ["from"] = Schemas.Address("The user who signs."),
                    ["to"] = Schemas.Address("The contract to call."),
                    ["value"] = Schemas.Whole("Wei, default 0.", "0"),
                    ["gas"] = Schemas.Whole("Units of gas that the call gets at least; estimated when left out.", "100000"),
                    ["data"] = Schemas.Bytes("Calldata, default 0x."),
                    ["deadline"] = Schemas.Whole("Unix time in seconds; default an hour from now.", "4102444800"),
                    ["pool"] = Schemas.Pool,
                },
                "from", "to"),
            new JsonObject { ["from"] = Schemas.SampleAddress, ["to"] = Schemas.SampleAddress, ["data"] = "0x" });
        return Task.CompletedTask;
    }

    public static OpenApiSchema Schema() => Schemas.Object(
        new Dictionary<string, IOpenApiSchema>
        {
            ["request"] = Request(),
            ["signature"] = Schemas.Text(
                "The user's EIP-712 signature: 65 bytes, or 64 (EIP-2098); any length for a contract (EIP-1271).", Signature, "^0x([0-9a-fA-F]{2})*$"),
            ["pool"] = Schemas.Pool,
            ["reference"] = Schemas.Reference,
            ["callbackUrl"] = Schemas.CallbackUrl,
        },
        "request", "signature");

    private static OpenApiSchema Request() => Schemas.Object(
        new Dictionary<string, IOpenApiSchema>
        {
            ["from"] = Schemas.Address("The user who signed."),
            ["to"] = Schemas.Address("The contract to call."),
            ["value"] = Schemas.Whole("Wei that the call carries.", "0"),
            ["gas"] = Schemas.Whole("Units of gas that the call gets at least.", "100000"),
            ["nonce"] = Schemas.Whole("The user's nonce at the forwarder.", "0"),
            ["deadline"] = Schemas.Whole("Unix time in seconds (uint48).", "4102444800"),
            ["data"] = Schemas.Bytes("Calldata."),
        },
        "from", "to", "value", "gas", "nonce", "deadline", "data");
}
