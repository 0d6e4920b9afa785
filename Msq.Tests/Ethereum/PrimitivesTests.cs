using System.Numerics;
using System.Text;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Reverts;
using Msq.Ethereum.Rlp;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;

namespace Msq.Tests.Ethereum;

public sealed class PrimitivesTests
{
    private const string AnvilKey0 = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    public void Keccak_gives_the_published_hashes(string text, string hash) =>
        Assert.Equal(hash, HexConvert.ToHex(Keccak256.Hash(Encoding.ASCII.GetBytes(text)), prefix: false));

    // The test cases of EIP-55.
    [Theory]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void A_checksummed_address_is_read_and_written_back(string text)
    {
        Assert.True(Address.TryParse(text, out var address, out _));
        Assert.Equal(text, address.ToChecksum());
    }

    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "checksum")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "40 hex")]
    [InlineData("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed00", "40 hex")]
    [InlineData("0xzzAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "40 hex")]
    [InlineData(null, "40 hex")]
    public void A_wrong_address_is_refused_with_the_reason(string? text, string reason)
    {
        Assert.False(Address.TryParse(text, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("1000000000000000001")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    public void A_uint256_is_read_exactly(string text)
    {
        Assert.True(UInt256.TryParseDecimal(text, out var value, out _));
        Assert.Equal(text, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    [InlineData("1e18")]
    [InlineData("-1")]
    [InlineData("0x10")]
    [InlineData("1.5")]
    [InlineData("01")]
    [InlineData(" 1")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_uint256_is_refused(string? text) => Assert.False(UInt256.TryParseDecimal(text, out _, out _));

    // From Ethereum's RLP page and the yellow paper.
    [Fact]
    public void Rlp_encodes_the_published_lists_and_numbers()
    {
        Assert.Equal("0xc88363617483646f67", HexConvert.ToHex(RlpEncoder.List(RlpEncoder.Bytes("cat"u8), RlpEncoder.Bytes("dog"u8))));
        Assert.Equal("0xc0", HexConvert.ToHex(RlpEncoder.List()));
        Assert.Equal("0x0f", HexConvert.ToHex(RlpEncoder.Number(15)));
        Assert.Equal("0x820400", HexConvert.ToHex(RlpEncoder.Number(1024)));
        Assert.Equal(
            "0xc7c0c1c0c3c0c1c0",
            HexConvert.ToHex(RlpEncoder.List(RlpEncoder.List(), RlpEncoder.List(RlpEncoder.List()), RlpEncoder.List(RlpEncoder.List(), RlpEncoder.List(RlpEncoder.List())))));
    }

    [Fact]
    public void The_first_development_account_has_its_known_address() =>
        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", new EthereumKey(HexConvert.ToBytes(AnvilKey0)).Address.ToChecksum());

    [Fact]
    public void A_signature_recovers_to_its_signer_has_low_s_and_is_deterministic()
    {
        var key = new EthereumKey(HexConvert.ToBytes(AnvilKey0));
        for (var i = 0; i < 20; i++)
        {
            var hash = Keccak256.Hash([(byte)i]);
            var signature = key.Sign(hash);
            Assert.Equal(key.Address, EthereumKey.Recover(hash, signature));
            Assert.Equal(signature, key.Sign(hash));
            Assert.True(signature.S <= BigInteger.Parse("57896044618658097711785492504343953926418782139537452191302581570759080747168", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Revert_data_is_put_into_words()
    {
        const string Error = "0x08c379a00000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000568656c6c6f000000000000000000000000000000000000000000000000000000";
        var decoder = new RevertDecoder([]);
        Assert.Equal("hello", decoder.Decode(Error)!.Reason);
        Assert.Equal("panic: division by zero (0x12)", decoder.Decode("0x4e487b71" + new string('0', 62) + "12")!.Reason);
        Assert.Equal("custom error 0x12345678", decoder.Decode("0x12345678")!.Reason);
        Assert.Null(decoder.Decode("0x"));
    }
}
