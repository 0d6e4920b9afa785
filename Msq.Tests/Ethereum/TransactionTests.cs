using System.Globalization;
using System.Numerics;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Rlp;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;

namespace Msq.Tests.Ethereum;

public sealed class TransactionTests
{
    // What ethers 6.17.0 writes for the same fields and key.
    private const string DynamicFee =
        "0x02f87b827a69078459682f008506fc23ac00830186a09470997970c51812dc3a010c7d01b50e0d17dc79c8880de0b6b3a764000185a9059cbb00c080"
        + "a087531c9eb3224847986e00e4687eafff0b18e2d0059387784204c7bdf5f6d238a01fae90216fa9f3a978461d4e24338ae5a64c2deb08daba7d9b1394dfcc3dc7c9";
    private const string Creation =
        "0x02f85c827a69808459682f008506fc23ac00830186a08080826000c001"
        + "a0a0240be5007444a989895f9461ec6d12341307e80a075cd21a94af5baaa6e516a041923a22f08ea025f4df8add2cc9b1045b5c6e43d2cf242a135cfd7fd39b491d";
    private const string WithAccessList =
        "0x02f892827a69078459682f008506fc23ac00830186a09470997970c51812dc3a010c7d01b50e0d17dc79c8880de0b6b3a764000185a9059cbb00"
        + "d7d69470997970c51812dc3a010c7d01b50e0d17dc79c8c001"
        + "a0d6b392adcb6804a2fbe797247bb70e61decc94515a0bbc58f1a06f9ff8761b19a062344a8ffddd94acec04d5b1308c34d775a279a84c695d95037df1db3057f96c";
    private const string WithoutChain =
        "0xf85f80018252089470997970c51812dc3a010c7d01b50e0d17dc79c880801b"
        + "a0742b2d0f43de007ffee7342692ea5f29aee511ad32d3db59c6ef6819c69aad10a0431666f351e559a945c2a0e81ff152c3c8666f1652ddfcf20e8532c183c97ccf";

    // The example of EIP-155.
    private const string Legacy =
        "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025"
        + "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";

    private static readonly EthereumKey Key = new(HexConvert.ToBytes("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"));
    private static readonly Address Target = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private static readonly Eip1559Transaction Transfer = new(
        31337, 7, 1_500_000_000, 30_000_000_000, 100_000, Target, BigInteger.Parse("1000000000000000001", CultureInfo.InvariantCulture),
        HexConvert.ToBytes("0xa9059cbb00"));

    [Fact]
    public void A_type_2_transaction_is_signed_byte_for_byte_as_ethers_does()
    {
        Assert.Equal("0xf65d9510a4749c7582b7c3386e482097dfdbbc2674f6646c7ce8996916e11dff", HexConvert.ToHex(Transfer.SigningHash()));
        var signed = Transfer.Sign(Key);
        Assert.Equal(DynamicFee, HexConvert.ToHex(signed.Raw));
        Assert.Equal("0x3416e15ba67907de656ec08475cff9b4c46b3d29c19d2d3869e0948074c3b8c3", signed.Hash);
    }

    [Fact]
    public void A_contract_creation_has_an_empty_target()
    {
        var creation = Transfer with { Nonce = 0, To = null, Value = 0, Data = [0x60, 0x00] };
        Assert.Equal(Creation, HexConvert.ToHex(creation.Sign(Key).Raw));
        Assert.Null(RawTransaction.Decode(HexConvert.ToBytes(Creation)).To);
    }

    [Fact]
    public void The_example_of_eip_155_is_signed_byte_for_byte()
    {
        var key = new EthereumKey(HexConvert.ToBytes(string.Concat(Enumerable.Repeat("46", 32))));
        var transaction = new LegacyTransaction(
            1, 9, 20_000_000_000, 21_000, Address.Parse("0x3535353535353535353535353535353535353535"), BigInteger.Pow(10, 18), []);
        Assert.Equal("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53", HexConvert.ToHex(transaction.SigningHash()));
        Assert.Equal(Legacy, HexConvert.ToHex(transaction.Sign(key).Raw));
    }

    [Fact]
    public void A_type_2_transaction_is_read_back_with_its_sender()
    {
        var read = RawTransaction.Decode(HexConvert.ToBytes(DynamicFee));
        Assert.Equal(Key.Address, read.Sender);
        Assert.Equal("0x3416e15ba67907de656ec08475cff9b4c46b3d29c19d2d3869e0948074c3b8c3", read.Hash);
        Assert.Equal((byte)2, read.Type);
        Assert.Equal(Transfer.Sign(Key).Signature, read.Signature);
        var again = new Eip1559Transaction(
            read.ChainId, read.Nonce, read.MaxPriorityFeePerGas, read.MaxFeePerGas, read.GasLimit, read.To, read.Value, read.Data);
        Assert.Equal(Transfer, again with { Data = Transfer.Data });
        Assert.Equal(Transfer.Data, read.Data);
    }

    [Fact]
    public void A_legacy_transaction_is_read_back_with_its_sender()
    {
        var read = RawTransaction.Decode(HexConvert.ToBytes(Legacy));
        Assert.Equal("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F", read.Sender.ToChecksum());
        Assert.Equal((0, 1UL, 9UL, 21_000UL), (read.Type, read.ChainId, read.Nonce, read.GasLimit));
        Assert.Equal(20_000_000_000, read.MaxFeePerGas);
        Assert.Equal(20_000_000_000, read.MaxPriorityFeePerGas);
    }

    [Fact]
    public void A_legacy_transaction_is_signed_byte_for_byte_as_ethers_does()
    {
        var signed = new LegacyTransaction(31337, 300, 20_000_000_000, 90_000, Target, Transfer.Value, Transfer.Data).Sign(Key);
        Assert.Equal(
            "0xf87682012c8504a817c80083015f909470997970c51812dc3a010c7d01b50e0d17dc79c8880de0b6b3a764000185a9059cbb0082f4f6"
            + "a0392690e06e20b998d057caad7932f992b448a8255aae536c7f7871e28338fafba078daa212eb9a891d939b1b0be5dc98e0f71e2dea5eed2e0d60cfa476b0491d68",
            HexConvert.ToHex(signed.Raw));
        Assert.Equal("0xfff0dbad35927ee75975dc9357579b3b30b86a02df5ee30d7feb0cf81a3992fd", signed.Hash);
        Assert.Equal((31337UL, Key.Address), (RawTransaction.Decode(signed.Raw).ChainId, RawTransaction.Decode(signed.Raw).Sender));
    }

    [Theory]
    [InlineData("0x", "empty")]
    [InlineData("0x01c0", "type 1")]
    [InlineData("0x02c0", "0 fields")]
    [InlineData("0xc0", "0 fields")]
    [InlineData(DynamicFee + "00", "bytes follow")]
    [InlineData(WithAccessList, "access list")]
    [InlineData(WithoutChain, "EIP-155")]
    public void Bytes_that_cannot_be_read_are_refused_with_the_reason(string raw, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => RawTransaction.Decode(HexConvert.ToBytes(raw))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_second_signature_that_anybody_can_make_is_refused()
    {
        var order = BigInteger.Parse("0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var signature = Transfer.Sign(Key).Signature;
        var second = new Signature(signature.R, order - signature.S, (byte)(1 - signature.RecoveryId));
        Assert.Throws<ArgumentException>(() => EthereumKey.Recover(Transfer.SigningHash(), second));
        Assert.Throws<FormatException>(() => RawTransaction.Decode(Transfer.WithSignature(second).Raw));
    }

    [Fact]
    public void A_personal_message_is_hashed_and_signed_as_ethers_does()
    {
        Assert.Equal("0x5f35dce98ba4fba25530a026ed80b2cecdaa31091ba4958b99b52ea1d068adad", HexConvert.ToHex(PersonalMessage.SigningHash([])));
        var hash = PersonalMessage.SigningHash("hello world"u8);
        Assert.Equal("0xd9eba16ed0ecae432b71fe008c98cc872bb4cc214d3220a36f365326cf807d68", HexConvert.ToHex(hash));
        Assert.Equal(
            "0xa461f509887bd19e312c0c58467ce8ff8e300d3c1a90b608a760c5b80318eaf15fe57c96f9175d6cd4daad4663763baa7e78836e067d0163e9a2ccf2ff753f5b1b",
            HexConvert.ToHex(Key.Sign(hash).To65Bytes()));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("01")]
    public void What_is_no_private_key_is_refused_and_never_shown(string hex)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new EthereumKey(HexConvert.ToBytes(hex)));
        Assert.DoesNotContain(hex, refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_key_shows_its_address_and_never_itself() => Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", Key.ToString());

    [Fact]
    public void Only_a_hash_of_32_bytes_is_signed() => Assert.Throws<ArgumentException>(() => Key.Sign(Keccak256.Hash([])[..31]));

    [Fact]
    public void A_target_of_another_length_is_refused()
    {
        var raw = RlpEncoder.List(
            RlpEncoder.Number(9), RlpEncoder.Number(1), RlpEncoder.Number(21_000), RlpEncoder.Bytes(new byte[19]),
            RlpEncoder.Number(0), RlpEncoder.Bytes([]), RlpEncoder.Number(37), RlpEncoder.Number(1), RlpEncoder.Number(1));
        Assert.Contains("19 bytes", Assert.Throws<FormatException>(() => RawTransaction.Decode(raw)).Message, StringComparison.Ordinal);
    }
}
