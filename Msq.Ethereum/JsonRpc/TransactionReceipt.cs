using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.JsonRpc;

/// <summary>What came of a transaction in a block.</summary>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="BlockNumber">The height.</param>
/// <param name="BlockHash">The block.</param>
/// <param name="Succeeded">False = reverted.</param>
/// <param name="GasUsed">Units of gas.</param>
/// <param name="EffectiveGasPrice">Wei per gas.</param>
/// <param name="ContractAddress">The contract that it created.</param>
/// <param name="Logs">The events, in their order.</param>
public sealed record TransactionReceipt(
    string TransactionHash, ulong BlockNumber, string BlockHash, bool Succeeded, ulong GasUsed, BigInteger EffectiveGasPrice, Address? ContractAddress,
    IReadOnlyList<EventLog> Logs)
{
    internal static TransactionReceipt? Read(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : new TransactionReceipt(
        json.Hash("transactionHash"),
        Quantity.ParseUInt64(json.Text("blockNumber")),
        json.Hash("blockHash"),
        HasSucceeded(json.Text("status")),
        Quantity.ParseUInt64(json.Text("gasUsed")),
        json.OptionalQuantity("effectiveGasPrice") ?? BigInteger.Zero,
        json.OptionalAddress("contractAddress"),
        json.TryGetProperty("logs", out var logs) && logs.ValueKind == JsonValueKind.Array ? [.. logs.EnumerateArray().Select(EventLog.Read)] : []);

    // An end rests on this: what is neither yes nor no must not become one of them.
    private static bool HasSucceeded(string status) => Quantity.ParseUInt64(status) switch
    {
        1 => true,
        0 => false,
        _ => throw new FormatException($"a receipt's status is {status}"),
    };
}
