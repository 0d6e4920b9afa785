using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.TypedData;

/// <summary>
/// Hashes structured data as EIP-712 says. Values: <see cref="Address"/>, <see cref="BigInteger"/>, <c>bool</c>, <c>string</c>, <c>byte[]</c>, a list for an array,
/// and a dictionary by member name for a struct.
/// </summary>
/// <param name="types">The struct types by name, the domain's aside.</param>
public sealed class TypedDataEncoder(IReadOnlyDictionary<string, IReadOnlyList<TypedDataField>> types)
{
    private readonly Dictionary<string, byte[]> _typeHashes = types.ToDictionary(
        type => type.Key, type => Keccak256.Hash(Encoding.UTF8.GetBytes(EncodeType(type.Key, types))));

    /// <summary>The digest that is signed: <c>keccak256(0x1901 ‖ domainSeparator ‖ hashStruct(message))</c>.</summary>
    /// <param name="domainSeparator">32 bytes.</param>
    /// <param name="primaryType">The message's type.</param>
    /// <param name="message">The message.</param>
    public byte[] Digest(byte[] domainSeparator, string primaryType, IReadOnlyDictionary<string, object> message) =>
        Keccak256.Hash([0x19, 0x01, .. domainSeparator, .. HashStruct(primaryType, message)]);

    /// <summary><c>hashStruct</c> of a value.</summary>
    /// <exception cref="FormatException">A member is missing or does not fit its type.</exception>
    public byte[] HashStruct(string type, IReadOnlyDictionary<string, object> value)
    {
        var encoded = new MemoryStream();
        encoded.Write(_typeHashes[type]);
        foreach (var field in types[type])
        {
            if (!value.TryGetValue(field.Name, out var member))
                throw new FormatException($"{type}.{field.Name} is missing.");
            encoded.Write(EncodeValue(field.Type, member));
        }

        return Keccak256.Hash(encoded.ToArray());
    }

    /// <summary><c>encodeType</c>: the type, then the struct types that it refers to, in alphabetical order.</summary>
    public static string EncodeType(string type, IReadOnlyDictionary<string, IReadOnlyList<TypedDataField>> types)
    {
        var referred = new SortedSet<string>(StringComparer.Ordinal);
        Collect(type);
        referred.Remove(type);
        return string.Concat(referred.Prepend(type).Select(name => $"{name}({string.Join(',', types[name].Select(field => $"{field.Type} {field.Name}"))})"));

        void Collect(string name)
        {
            if (!types.TryGetValue(name, out var fields) || !referred.Add(name))
                return;
            foreach (var field in fields)
                Collect(Element(field.Type));
        }

        static string Element(string fieldType) => fieldType.IndexOf('[', StringComparison.Ordinal) is var bracket and >= 0 ? fieldType[..bracket] : fieldType;
    }

    private byte[] EncodeValue(string type, object value) => value switch
    {
        _ when type.EndsWith(']') => Keccak256.Hash([.. Items(type, value).SelectMany(item => EncodeValue(type[..type.LastIndexOf('[')], item!))]),
        IReadOnlyDictionary<string, object> members when types.ContainsKey(type) => HashStruct(type, members),
        string text when type == "string" => Keccak256.Hash(Encoding.UTF8.GetBytes(text)),
        byte[] bytes when type == "bytes" => Keccak256.Hash(bytes),
        byte[] bytes when type.StartsWith("bytes", StringComparison.Ordinal) && bytes.Length == Bits(type, "bytes") => [.. bytes, .. new byte[32 - bytes.Length]],
        bool flag when type == "bool" => UInt256.ToBytes32(flag ? 1 : 0),
        Address address when type == "address" => [.. new byte[12], .. address.ToBytes()],
        BigInteger number when type.StartsWith("uint", StringComparison.Ordinal) && number.Sign >= 0 && number.GetBitLength() <= Bits(type, "uint") => UInt256.ToBytes32(number),
        BigInteger number when type.StartsWith("int", StringComparison.Ordinal) && FitsSigned(number, Bits(type, "int")) =>
            UInt256.ToBytes32(number.Sign < 0 ? number + UInt256.Max + 1 : number),
        _ => throw new FormatException($"{value} is no {type}."),
    };

    private static List<object?> Items(string type, object value)
    {
        var items = value is IEnumerable list and not string ? list.Cast<object?>().ToList() : throw new FormatException($"{value} is no {type}.");
        var length = type[(type.LastIndexOf('[') + 1)..^1];
        return length.Length == 0 || items.Count == int.Parse(length, CultureInfo.InvariantCulture) ? items : throw new FormatException($"{type} has not {items.Count} items.");
    }

    private static bool FitsSigned(BigInteger number, int bits) => number >= -(BigInteger.One << (bits - 1)) && number < BigInteger.One << (bits - 1);

    // The number in "uint48"; 256 where there is none.
    private static int Bits(string type, string prefix) => type.Length == prefix.Length ? 256 : int.Parse(type[prefix.Length..], CultureInfo.InvariantCulture);
}
