using System.Text.Json;
using Msq.Ethereum.Abi;
using Msq.Ethereum.Hex;

namespace Msq.Ethereum.Reverts;

/// <summary>An error that contracts revert with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its arguments.</param>
public sealed record AbiError(string Name, IReadOnlyList<AbiParameter> Parameters)
{
    /// <summary>The first four bytes of revert data, as <c>0x</c> hex.</summary>
    public string Selector => HexConvert.ToHex(AbiEncoder.Selector($"{Name}({string.Join(',', Parameters.Select(parameter => parameter.Type.Name))})"));

    /// <summary>The errors of a JSON ABI: a list, or an artifact of a compiler (Hardhat, Foundry) that has it under <c>abi</c>.</summary>
    /// <exception cref="FormatException">It is no JSON ABI.</exception>
    public static IReadOnlyList<AbiError> ReadAbi(JsonElement json)
    {
        var abi = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("abi", out var inner) ? inner : json;
        if (abi.ValueKind != JsonValueKind.Array)
            throw new FormatException("there must be a JSON ABI: a list, or an object with such a list as 'abi'");
        return [.. abi.EnumerateArray().Where(IsError).Select(Read)];
    }

    /// <summary>Reads a declaration with types that are no tuples: <c>InsufficientBalance(uint256 balance,uint256 needed)</c>.</summary>
    internal static AbiError Declared(string declaration)
    {
        var parts = declaration.TrimEnd(')').Split('(');
        return new AbiError(parts[0], [.. parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(parameter => parameter.Split(' ')).Select(words => new AbiParameter(words[1], AbiType.Parse(words[0])))]);
    }

    private static bool IsError(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("error");

    private static AbiError Read(JsonElement entry)
    {
        if (!entry.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || !entry.TryGetProperty("inputs", out var inputs))
            throw new FormatException("an error must have a name and inputs");
        return new AbiError(name.GetString()!, AbiParameter.ReadAll(inputs));
    }
}
