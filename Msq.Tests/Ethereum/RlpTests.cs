using System.Numerics;
using System.Text;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Rlp;

namespace Msq.Tests.Ethereum;

public sealed class RlpTests
{
    // rlptest.json and invalidRLPTest.json of github.com/ethereum/tests.
    public static TheoryData<string, string> Strings => new()
    {
        { "", "0x80" },
        { "00", "0x00" },
        { "01", "0x01" },
        { "7f", "0x7f" },
        { "80", "0x8180" },
        { Text("dog"), "0x83646f67" },
        { Text("Lorem ipsum dolor sit amet, consectetur adipisicing eli"), "0xb74c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e6720656c69" },
        { Text("Lorem ipsum dolor sit amet, consectetur adipisicing elit"), "0xb8384c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e6720656c6974" },
    };

    [Theory]
    [MemberData(nameof(Strings))]
    public void A_byte_string_is_written_as_published_and_read_back(string bytes, string encoded)
    {
        Assert.Equal(encoded, HexConvert.ToHex(RlpEncoder.Bytes(HexConvert.ToBytes(bytes))));
        Assert.Equal(bytes, HexConvert.ToHex(RlpDecoder.Decode(HexConvert.ToBytes(encoded)).Bytes, prefix: false));
    }

    [Theory]
    [InlineData("0", "0x80")]
    [InlineData("1", "0x01")]
    [InlineData("16", "0x10")]
    [InlineData("79", "0x4f")]
    [InlineData("127", "0x7f")]
    [InlineData("128", "0x8180")]
    [InlineData("1000", "0x8203e8")]
    [InlineData("100000", "0x830186a0")]
    [InlineData("83729609699884896815286331701780722", "0x8f102030405060708090a0b0c0d0e0f2")]
    [InlineData("105315505618206987246253880190783558935785933862974822347068935681", "0x9c0100020003000400050006000700080009000a000b000c000d000e01")]
    public void A_number_is_written_as_published_and_read_back(string number, string encoded)
    {
        var value = BigInteger.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(encoded, HexConvert.ToHex(RlpEncoder.Number(value)));
        Assert.Equal(value, RlpDecoder.Decode(HexConvert.ToBytes(encoded)).Number());
    }

    [Fact]
    public void The_set_theoretic_list_is_read_as_it_nests()
    {
        var three = RlpDecoder.Decode(HexConvert.ToBytes("0xc7c0c1c0c3c0c1c0")).Items;
        Assert.Equal(3, three.Count);
        Assert.Empty(three[0].Items);
        Assert.Empty(Assert.Single(three[1].Items).Items);
        Assert.Empty(Assert.Single(three[2].Items[1].Items).Items);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(70_000)]
    public void A_long_string_in_a_long_list_comes_back(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var items = RlpDecoder.Decode(RlpEncoder.List(RlpEncoder.Bytes(bytes), RlpEncoder.Bytes("cat"u8))).Items;
        Assert.Equal(bytes, items[0].Bytes);
        Assert.Equal("cat"u8.ToArray(), items[1].Bytes);
    }

    [Theory]
    [InlineData("0x", "no bytes")]
    [InlineData("0x83646f", "ends early")]
    [InlineData("0xc3820400c0", "bytes follow")]
    [InlineData("0x8100", "has a prefix")]
    [InlineData("0x817f", "has a prefix")]
    [InlineData("0xb800", "leading zero")]
    [InlineData("0xb80161", "long form")]
    [InlineData("0xb90038", "leading zero")]
    [InlineData("0xf80180", "long form")]
    [InlineData("0xb9", "length ends early")]
    [InlineData("0xbfffffffffffffffff", "ends early")]
    [InlineData("0xffffffffffffffffff00", "ends early")]
    [InlineData("0xf90000", "leading zero")]
    [InlineData("0xc283646f", "ends early")]
    [InlineData("0x646f67", "bytes follow")]
    public void What_is_not_canonical_is_refused(string encoded, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => RlpDecoder.Decode(HexConvert.ToBytes(encoded))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_list_that_nests_without_end_is_refused_before_the_stack_is_used_up()
    {
        var encoded = RlpEncoder.List();
        for (var i = 0; i < 10_000; i++)
            encoded = RlpEncoder.List(encoded);
        Assert.Throws<FormatException>(() => RlpDecoder.Decode(encoded));
    }

    [Fact]
    public void A_number_with_a_leading_zero_or_too_many_bits_is_refused()
    {
        Assert.Throws<FormatException>(() => RlpDecoder.Decode(HexConvert.ToBytes("0x00")).Number());
        Assert.Throws<FormatException>(() => RlpDecoder.Decode(HexConvert.ToBytes("0x820001")).Number());
        Assert.Throws<FormatException>(() => RlpDecoder.Decode(HexConvert.ToBytes("0x89010000000000000000")).Number(bits: 64));
    }

    // Two encodings of one content would be two hashes of one transaction.
    [Fact]
    public void Whatever_is_read_writes_back_to_the_very_same_bytes()
    {
        var random = new Random(20);
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var encoded = Random(random, depth: 0);
            encoded[random.Next(encoded.Length)] = (byte)random.Next(256);
            try
            {
                Assert.Equal(encoded, Encode(RlpDecoder.Decode(encoded)));
                read++;
            }
            catch (FormatException)
            {
                // Most changes make it no RLP, which is as good.
            }
        }

        Assert.InRange(read, 100, 19_900);
    }

    private static byte[] Random(Random random, int depth)
    {
        if (depth < 3 && random.Next(3) == 0)
            return RlpEncoder.List([.. Enumerable.Range(0, random.Next(4)).Select(_ => Random(random, depth + 1))]);
        var bytes = new byte[random.Next(10) == 0 ? random.Next(300) : random.Next(4)];
        random.NextBytes(bytes);
        return RlpEncoder.Bytes(bytes);
    }

    private static byte[] Encode(RlpItem item) =>
        item.IsList ? RlpEncoder.List([.. item.Items.Select(Encode)]) : RlpEncoder.Bytes(item.Bytes);

    private static string Text(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));
}
