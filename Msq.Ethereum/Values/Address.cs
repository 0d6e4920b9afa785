using System.Text;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;

namespace Msq.Ethereum.Values;

/// <summary>A 20-byte account address.</summary>
public readonly record struct Address
{
    private const int Digits = 40;
    private const string ZeroText = "0x0000000000000000000000000000000000000000";
    private readonly string? _text;

    // Zero is the default value too, so the two are equal.
    private Address(string text) => _text = text == ZeroText ? null : text;

    /// <summary>The address of twenty zero bytes.</summary>
    public static Address Zero => default;

    /// <summary>Reads <c>0x</c> and 40 hex digits: all lower or all upper case, otherwise the EIP-55 checksum must hold.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address, when it is one.</param>
    /// <param name="error">What is wrong with it, when it is none.</param>
    public static bool TryParse(string? text, out Address address, out string? error)
    {
        address = default;
        error = "must be 0x and 40 hex digits";
        if (text is null || text.Length != Digits + 2 || !HexConvert.IsData(text))
            return false;

        var read = new Address(text.ToLowerInvariant());
        var digits = text[2..];
        if (digits.Any(char.IsAsciiLetterLower) && digits.Any(char.IsAsciiLetterUpper) && read.ToChecksum() != text)
        {
            error = "fails its EIP-55 checksum: a digit is wrong, or write it in lower case";
            return false;
        }

        address = read;
        error = null;
        return true;
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Address Parse(string text) => TryParse(text, out var address, out var error) ? address : throw new FormatException($"The address {error}.");

    /// <summary>The address of an uncompressed public key: the last 20 bytes of the hash of its 64 bytes.</summary>
    /// <param name="publicKey">64 bytes (x, y), or 65 with the leading 4.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static Address FromPublicKey(ReadOnlySpan<byte> publicKey) => publicKey switch
    {
        { Length: 64 } => new(HexConvert.ToHex(Keccak256.Hash(publicKey).AsSpan(12))),
        [4, ..] and { Length: 65 } => new(HexConvert.ToHex(Keccak256.Hash(publicKey[1..]).AsSpan(12))),
        _ => throw new ArgumentException("Not an uncompressed public key of 64 bytes.", nameof(publicKey)),
    };

    /// <summary>Reads 20 bytes.</summary>
    /// <exception cref="FormatException">Another length.</exception>
    public static Address FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 20 ? new(HexConvert.ToHex(bytes)) : throw new FormatException($"An address has 20 bytes, not {bytes.Length} bytes.");

    /// <summary>The mixed-case form of EIP-55.</summary>
    public string ToChecksum()
    {
        var digits = ToString()[2..].ToCharArray();
        var hash = Keccak256.Hash(Encoding.ASCII.GetBytes(digits));
        for (var i = 0; i < digits.Length; i++)
        {
            var nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            if (nibble > 7)
                digits[i] = char.ToUpperInvariant(digits[i]);
        }

        return "0x" + new string(digits);
    }

    /// <summary>The 20 bytes.</summary>
    public byte[] ToBytes() => HexConvert.ToBytes(ToString());

    /// <summary>Lower-case hex with <c>0x</c>.</summary>
    public override string ToString() => _text ?? ZeroText;
}
