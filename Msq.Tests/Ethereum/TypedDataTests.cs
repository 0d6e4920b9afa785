using System.Numerics;
using System.Text;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Ethereum.TypedData;
using Msq.Ethereum.Values;

namespace Msq.Tests.Ethereum;

/// <summary>The example of EIP-712, whose numbers are in the EIP and in its test file.</summary>
public sealed class TypedDataTests
{
    private static readonly Dictionary<string, IReadOnlyList<TypedDataField>> Types = new()
    {
        ["Person"] = [new("name", "string"), new("wallet", "address")],
        ["Mail"] = [new("from", "Person"), new("to", "Person"), new("contents", "string")],
    };

    private static readonly TypedDataDomain Domain = new("Ether Mail", "1", 1, Address.Parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"));

    private static readonly Dictionary<string, object> Mail = new()
    {
        ["from"] = Person("Cow", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"),
        ["to"] = Person("Bob", "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"),
        ["contents"] = "Hello, Bob!",
    };

    [Fact]
    public void A_type_is_encoded_with_the_types_that_it_refers_to() =>
        Assert.Equal("Mail(Person from,Person to,string contents)Person(string name,address wallet)", TypedDataEncoder.EncodeType("Mail", Types));

    [Fact]
    public void The_domain_separator_is_the_EIPs() =>
        Assert.Equal("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f", HexConvert.ToHex(Domain.Separator()));

    [Fact]
    public void The_hash_of_the_message_is_the_EIPs() => Assert.Equal(
        "0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e", HexConvert.ToHex(new TypedDataEncoder(Types).HashStruct("Mail", Mail)));

    [Fact]
    public void The_digest_and_its_signature_are_the_EIPs()
    {
        var digest = new TypedDataEncoder(Types).Digest(Domain.Separator(), "Mail", Mail);
        var signature = new EthereumKey(Keccak256.Hash(Encoding.ASCII.GetBytes("cow"))).Sign(digest);

        Assert.Equal("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2", HexConvert.ToHex(digest));
        Assert.Equal(
            "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c",
            HexConvert.ToHex(signature.To65Bytes()));
    }

    [Theory]
    [InlineData("uint8", 256)]
    [InlineData("uint8", -1)]
    [InlineData("int8", 128)]
    [InlineData("int8", -129)]
    [InlineData("bytes3", 1)]
    [InlineData("string", 1)]
    [InlineData("uint8[2]", 1)]
    public void What_does_not_fit_its_type_is_refused(string type, int value)
    {
        var encoder = new TypedDataEncoder(new Dictionary<string, IReadOnlyList<TypedDataField>> { ["One"] = [new("it", type)] });
        Assert.Throws<FormatException>(() => encoder.HashStruct("One", new Dictionary<string, object> { ["it"] = new BigInteger(value) }));
    }

    [Fact]
    public void A_member_that_is_missing_is_named() => Assert.Contains(
        "Mail.contents",
        Assert.Throws<FormatException>(() => new TypedDataEncoder(Types).HashStruct("Mail", Mail.Where(x => x.Key != "contents").ToDictionary())).Message,
        StringComparison.Ordinal);

    private static Dictionary<string, object> Person(string name, string wallet) => new() { ["name"] = name, ["wallet"] = Address.Parse(wallet) };
}
