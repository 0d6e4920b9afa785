using System.Globalization;
using System.Numerics;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;

namespace Msq.Tests.Ethereum;

public sealed class HexTests
{
    // The examples of the execution API's quantities, and numbers whose first digit looks like a sign.
    [Theory]
    [InlineData("0", "0x0")]
    [InlineData("26", "0x1a")]
    [InlineData("65", "0x41")]
    [InlineData("1024", "0x400")]
    [InlineData("128", "0x80")]
    [InlineData("255", "0xff")]
    [InlineData("18446744073709551615", "0xffffffffffffffff")]
    public void A_quantity_is_written_without_leading_zeros_and_read_back(string number, string text)
    {
        var value = BigInteger.Parse(number, CultureInfo.InvariantCulture);
        Assert.Equal(text, Quantity.ToHex(value));
        Assert.Equal(text, Quantity.ToHex((ulong)value));
        Assert.Equal(value, Quantity.Parse(text));
        Assert.Equal((ulong)value, Quantity.ParseUInt64(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("1a")]
    [InlineData("0xg")]
    [InlineData("0x-1")]
    [InlineData("0x 1")]
    [InlineData("0x10000000000000000000000000000000000000000000000000000000000000000")]
    public void What_is_no_quantity_is_refused(string text) => Assert.Throws<FormatException>(() => Quantity.Parse(text));

    [Fact]
    public void A_negative_number_is_no_quantity() => Assert.Throws<ArgumentOutOfRangeException>(() => Quantity.ToHex(BigInteger.MinusOne));

    [Theory]
    [InlineData("0x", true)]
    [InlineData("0xAbcd", true)]
    [InlineData("0xabc", false)]
    [InlineData("0xzz", false)]
    [InlineData("0X00", false)]
    [InlineData("abcd", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Data_is_0x_and_whole_bytes(string? text, bool isData) => Assert.Equal(isData, HexConvert.IsData(text));

    [Theory]
    [InlineData("0xabc")]
    [InlineData("0xzz")]
    public void What_is_no_hex_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => HexConvert.ToBytes(text));
        Assert.False(HexConvert.TryToBytes(text, out _));
    }

    [Fact]
    public void An_address_is_the_same_value_in_any_spelling()
    {
        var lower = Address.Parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
        Assert.Equal(lower, Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
        Assert.Equal(lower, Address.Parse("0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED"));
        Assert.Contains(lower, new HashSet<Address> { Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed") });
        Assert.Equal(Address.Zero, Address.Parse("0x0000000000000000000000000000000000000000"));
        Assert.Equal(new byte[20], Address.Zero.ToBytes());
    }

    [Fact]
    public void A_public_key_of_another_length_has_no_address() => Assert.Throws<ArgumentException>(() => Address.FromPublicKey(new byte[33]));

    [Fact]
    public void A_uint256_fills_32_bytes_from_the_right()
    {
        Assert.Equal("0x" + new string('0', 63) + "1", HexConvert.ToHex(UInt256.ToBytes32(1)));
        Assert.Equal("0x" + new string('f', 64), HexConvert.ToHex(UInt256.ToBytes32(UInt256.Max)));
        Assert.Throws<ArgumentOutOfRangeException>(() => UInt256.ToBytes32(UInt256.Max + 1));
    }
}
