using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Hex;

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
        json.Hash("hash"),
        json.Hash("parentHash"),
        Quantity.ParseUInt64(json.Text("gasLimit")),
        json.OptionalQuantity("baseFeePerGas"),
        [.. json.GetProperty("transactions").EnumerateArray().Select(BlockTransaction.Read)]);
}
