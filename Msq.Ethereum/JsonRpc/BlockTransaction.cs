using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.JsonRpc;

/// <summary>A transaction in a block or waiting for one. What only its sender's signature needs may be missing: chains have types of their own.</summary>
/// <param name="Hash">The hash: <c>0x</c> and 64 lower-case hex digits.</param>
/// <param name="From">The sender.</param>
/// <param name="To">The target; null creates a contract.</param>
/// <param name="Nonce">The sender's nonce.</param>
/// <param name="Value">Wei.</param>
/// <param name="Input">Calldata, lower-case <c>0x</c> hex.</param>
/// <param name="GasLimit">Units of gas.</param>
/// <param name="MaxFeePerGas">Wei per gas (type 2).</param>
/// <param name="MaxPriorityFeePerGas">Wei per gas (type 2).</param>
/// <param name="GasPrice">Wei per gas: what was signed for type 0, what was paid for type 2.</param>
/// <param name="R">The signature's r.</param>
/// <param name="S">The signature's s.</param>
/// <param name="V">The signature's v: the parity (type 2), or with the chain in it (EIP-155).</param>
public sealed record BlockTransaction(
    string Hash,
    Address From,
    Address? To,
    ulong Nonce,
    BigInteger Value,
    string Input,
    ulong GasLimit,
    BigInteger? MaxFeePerGas,
    BigInteger? MaxPriorityFeePerGas,
    BigInteger? GasPrice,
    BigInteger? R,
    BigInteger? S,
    BigInteger? V)
{
    internal static BlockTransaction Read(JsonElement json) => new(
        json.Hash("hash"),
        Address.Parse(json.Text("from").ToLowerInvariant()),
        json.OptionalAddress("to"),
        Quantity.ParseUInt64(json.Text("nonce")),
        Quantity.Parse(json.Text("value")),
        json.Text("input").ToLowerInvariant(),
        Quantity.ParseUInt64(json.Text("gas")),
        json.QuantityOrNull("maxFeePerGas"),
        json.QuantityOrNull("maxPriorityFeePerGas"),
        json.QuantityOrNull("gasPrice"),
        json.QuantityOrNull("r"),
        json.QuantityOrNull("s"),
        json.QuantityOrNull("v"));
}
