using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.JsonRpc;

/// <summary>An event in a receipt.</summary>
/// <param name="Address">The contract that emitted it.</param>
/// <param name="Topics">Its signature's hash and its indexed members, 32 bytes each.</param>
/// <param name="Data">Its other members.</param>
public sealed record EventLog(Address Address, IReadOnlyList<byte[]> Topics, byte[] Data)
{
    internal static EventLog Read(JsonElement json) => new(
        json.OptionalAddress("address") ?? throw new FormatException("a log has no address"),
        [.. json.GetProperty("topics").EnumerateArray().Select(topic => HexConvert.ToBytes(topic.GetString()!))],
        HexConvert.ToBytes(json.Text("data")));
}
