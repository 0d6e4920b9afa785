using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.JsonRpc;

/// <summary>A block with its transactions.</summary>
/// <param name="Number">The height.</param>
/// <param name="Hash">The hash.</param>
/// <param name="ParentHash">The hash of the block below.</param>
/// <param name="GasLimit">Units of gas.</param>
/// <param name="BaseFeePerGas">Wei per gas (EIP-1559), null on chains without it.</param>
/// <param name="Transactions">In the block's order.</param>
public sealed record Block(
    ulong Number, string Hash, string ParentHash, ulong GasLimit, BigInteger? BaseFeePerGas, IReadOnlyList<BlockTransaction> Transactions)
{
    internal static Block? Read(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : new Block(
        Quantity.ParseUInt64(json.Text("number")),
        json.Text("hash"),
        json.Text("parentHash"),
        Quantity.ParseUInt64(json.Text("gasLimit")),
        json.OptionalQuantity("baseFeePerGas"),
        [.. json.GetProperty("transactions").EnumerateArray().Select(BlockTransaction.Read)]);
}

/// <summary>A transaction in a block.</summary>
public sealed record BlockTransaction(string Hash, Address From, Address? To, ulong Nonce, BigInteger Value, string Input, ulong GasLimit)
{
    internal static BlockTransaction Read(JsonElement json) => new(
        json.Text("hash"),
        Address.Parse(json.Text("from").ToLowerInvariant()),
        json.OptionalAddress("to"),
        Quantity.ParseUInt64(json.Text("nonce")),
        Quantity.Parse(json.Text("value")),
        json.Text("input").ToLowerInvariant(),
        Quantity.ParseUInt64(json.Text("gas")));
}

/// <summary>What came of a transaction in a block.</summary>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="BlockNumber">The height.</param>
/// <param name="BlockHash">The block.</param>
/// <param name="Succeeded">False = reverted.</param>
/// <param name="GasUsed">Units of gas.</param>
/// <param name="EffectiveGasPrice">Wei per gas.</param>
/// <param name="ContractAddress">The contract that it created.</param>
public sealed record TransactionReceipt(
    string TransactionHash, ulong BlockNumber, string BlockHash, bool Succeeded, ulong GasUsed, BigInteger EffectiveGasPrice, Address? ContractAddress)
{
    internal static TransactionReceipt? Read(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : new TransactionReceipt(
        json.Text("transactionHash"),
        Quantity.ParseUInt64(json.Text("blockNumber")),
        json.Text("blockHash"),
        json.Text("status") == "0x1",
        Quantity.ParseUInt64(json.Text("gasUsed")),
        json.OptionalQuantity("effectiveGasPrice") ?? BigInteger.Zero,
        json.OptionalAddress("contractAddress"));
}

internal static class JsonFields
{
    public static string Text(this JsonElement json) => json.GetString() ?? throw new FormatException("a text is null");

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).Text();

    public static BigInteger? OptionalQuantity(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Quantity.Parse(value.GetString()!) : null;

    public static Address? OptionalAddress(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Address.Parse(value.GetString()!.ToLowerInvariant()) : null;
}
