using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Msq.Ethereum.Abi;

/// <summary>A type of Solidity's contract ABI.</summary>
public abstract partial record AbiType
{
    private AbiType(string name, bool isDynamic, int words)
    {
        Name = name;
        IsDynamic = isDynamic;
        Words = words;
    }

    /// <summary>As signatures have it: <c>uint256</c>, <c>(address,bytes)[]</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it stands behind an offset.</summary>
    public bool IsDynamic { get; }

    /// <summary>How many words it takes in place: one, for an offset, if it is dynamic.</summary>
    public int Words { get; }

    /// <summary>Reads a type as JSON ABIs have it.</summary>
    /// <param name="name">Such as <c>uint256</c> or <c>tuple[2][]</c>.</param>
    /// <param name="components">The members of a tuple.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static AbiType Parse(string name, IReadOnlyList<AbiParameter>? components = null)
    {
        if (ListPattern().Match(name) is { Success: true } list)
        {
            var length = list.Groups["length"].Value;
            return new Many(Parse(list.Groups["item"].Value, components), length.Length == 0 ? null : int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture));
        }

        if (NumberPattern().Match(name) is { Success: true } number)
        {
            var bits = number.Groups["bits"].Value;
            var size = bits.Length == 0 ? 256 : int.Parse(bits, NumberStyles.None, CultureInfo.InvariantCulture);
            return size is >= 8 and <= 256 && size % 8 == 0 ? new Whole(size, name[0] == 'i') : throw new FormatException($"'{name}' is no type");
        }

        if (WordPattern().Match(name) is { Success: true } word)
        {
            var size = int.Parse(word.Groups["size"].Value, NumberStyles.None, CultureInfo.InvariantCulture);
            return size is >= 1 and <= 32 ? new FixedBytes(size) : throw new FormatException($"'{name}' is no type");
        }

        return name switch
        {
            "address" => new Account(),
            "bool" => new Truth(),
            "bytes" => new Octets(),
            "string" => new Text(),
            // A function is an address and a selector, left-aligned.
            "function" => new FixedBytes(24),
            "tuple" when components is { Count: > 0 } => new Members(components),
            _ => throw new FormatException($"'{name}' is no type"),
        };
    }

    [GeneratedRegex(@"^(?<item>.+)\[(?<length>[1-9][0-9]{0,3})?\]\z")]
    private static partial Regex ListPattern();

    [GeneratedRegex(@"^u?int(?<bits>[1-9][0-9]{0,2})?\z")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^bytes(?<size>[1-9][0-9]?)\z")]
    private static partial Regex WordPattern();

    /// <summary><c>uintN</c>, <c>intN</c>.</summary>
    public sealed record Whole(int Bits, bool IsSigned) : AbiType($"{(IsSigned ? "int" : "uint")}{Bits}", false, 1);

    /// <summary><c>address</c>.</summary>
    public sealed record Account() : AbiType("address", false, 1);

    /// <summary><c>bool</c>.</summary>
    public sealed record Truth() : AbiType("bool", false, 1);

    /// <summary><c>bytesN</c>.</summary>
    public sealed record FixedBytes(int Size) : AbiType($"bytes{Size}", false, 1);

    /// <summary><c>bytes</c>.</summary>
    public sealed record Octets() : AbiType("bytes", true, 1);

    /// <summary><c>string</c>.</summary>
    public sealed record Text() : AbiType("string", true, 1);

    /// <summary>A list; <paramref name="Length"/> is null where it may have any.</summary>
    public sealed record Many(AbiType Item, int? Length) : AbiType($"{Item.Name}[{Length}]", Length is null || Item.IsDynamic, Length is { } count && !Item.IsDynamic ? count * Item.Words : 1);

    /// <summary>A tuple.</summary>
    public sealed record Members(IReadOnlyList<AbiParameter> Parts)
        : AbiType($"({string.Join(',', Parts.Select(part => part.Type.Name))})", Parts.Any(part => part.Type.IsDynamic), Parts.Any(part => part.Type.IsDynamic) ? 1 : Parts.Sum(part => part.Type.Words));
}

/// <summary>A named value's type.</summary>
/// <param name="Name">May be empty.</param>
/// <param name="Type">The type.</param>
public sealed record AbiParameter(string Name, AbiType Type)
{
    /// <summary>Reads an entry of <c>inputs</c> or <c>components</c> of a JSON ABI.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static AbiParameter Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            throw new FormatException("a parameter must have a type");
        var name = json.TryGetProperty("name", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
        return new AbiParameter(name, AbiType.Parse(type.GetString()!, json.TryGetProperty("components", out var parts) ? ReadAll(parts) : null));
    }

    /// <summary>Reads <c>inputs</c> or <c>components</c>.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    public static IReadOnlyList<AbiParameter> ReadAll(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().Select(Read)] : throw new FormatException("parameters must be a list");
}
