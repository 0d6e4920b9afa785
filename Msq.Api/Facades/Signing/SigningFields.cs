using System.Text.Json;
using Msq.Api.Problems;
using Msq.Ethereum.Hex;

namespace Msq.Api.Facades.Signing;

/// <summary>What a client wants signed: some fields of its body.</summary>
internal sealed class SigningFields(JsonElement json, IReadOnlyList<string> names)
{
    /// <summary>The texts of the fields; null where one is missing or no text.</summary>
    public IReadOnlyList<string?> Values { get; } =
        [.. names.Select(name => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)];

    /// <summary>400 for the first field that is no hash of 32 bytes, in hex with or without <c>0x</c>; null when all are.</summary>
    public ProblemResult? WrongHash()
    {
        for (var i = 0; i < names.Count; i++)
            if (!HexConvert.TryToBytes(Values[i], out var bytes) || bytes.Length != 32)
                return ProblemResult.Validation(names[i], "must be a hash: 0x and 64 hex digits");
        return null;
    }
}
