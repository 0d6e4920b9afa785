using System.Text.Json;
using Msq.Ethereum.Abi;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Reverts;

namespace Msq.Tests.Ethereum;

public sealed class RevertDecoderTests
{
    private const string Abi = """
        {"contractName":"Shop","abi":[
          {"type":"function","name":"buy","inputs":[]},
          {"type":"error","name":"SoldOut","inputs":[]},
          {"type":"error","name":"Refused","inputs":[
            {"name":"why","type":"string"},{"name":"delta","type":"int128"},{"name":"open","type":"bool"},{"name":"mark","type":"bytes4"},
            {"name":"orders","type":"tuple[]","components":[{"name":"id","type":"uint256"},{"name":"note","type":"bytes"}]},
            {"name":"","type":"address[2]"}]}]}
        """;

    private static readonly RevertDecoder Decoder = new(AbiError.ReadAbi(JsonDocument.Parse(Abi).RootElement));

    [Fact]
    public void An_error_of_a_registered_contract_shows_its_name_and_its_arguments()
    {
        var data = Refused();

        var revert = Decoder.Decode(HexConvert.ToHex(data))!;

        Assert.Equal("Refused", revert.Error);
        Assert.Equal(
            [
                ("why", "string", "not today"), ("delta", "int128", "-2"), ("open", "bool", "true"), ("mark", "bytes4", "0x01020304"), ("orders", "(uint256,bytes)[]", "[(7, 0xabcd)]"),
                ("", "address[2]", "[0x0000000000000000000000000000000000000001, 0x70997970C51812dc3A010C7d01b50e0d17dc79C8]"),
            ],
            revert.Arguments.Select(argument => (argument.Name, argument.Type, argument.Value)));
        Assert.StartsWith("Refused(why: not today, delta: -2, open: true, mark: 0x01020304, orders: [(7, 0xabcd)], [0x", revert.Reason, StringComparison.Ordinal);
        Assert.Equal("SoldOut()", Decoder.Decode(HexConvert.ToHex(AbiEncoder.Selector("SoldOut()")))!.Reason);
    }

    [Fact]
    public void The_tokens_errors_are_known_without_an_abi()
    {
        var data = AbiEncoder.Selector("ERC20InsufficientBalance(address,uint256,uint256)")
            .Concat(AbiEncoder.Encode(Msq.Ethereum.Values.Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"), new System.Numerics.BigInteger(1), new System.Numerics.BigInteger(5))).ToArray();

        Assert.Equal("ERC20InsufficientBalance(sender: 0x70997970C51812dc3A010C7d01b50e0d17dc79C8, balance: 1, needed: 5)", Decoder.Decode(HexConvert.ToHex(data))!.Reason);
    }

    [Fact]
    public void Whatever_a_contract_reverts_with_is_put_into_some_words()
    {
        var random = new Random(1);
        var good = Refused();
        for (var i = 0; i < 5000; i++)
        {
            var data = good.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                data[random.Next(4, data.Length)] = random.Next(3) == 0 ? (byte)0xff : (byte)random.Next(256);
            data = data[..random.Next(4, data.Length + 1)];

            Assert.InRange(Decoder.Decode(HexConvert.ToHex(data))!.Reason.Length, 1, 1000);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("""[{"type":"error","name":"A"}]""")]
    [InlineData("""[{"type":"error","name":"A","inputs":[{"name":"x","type":"uint7"}]}]""")]
    [InlineData("""[{"type":"error","name":"A","inputs":[{"name":"x","type":"tuple"}]}]""")]
    [InlineData("""[{"type":"error","name":"A","inputs":[7]}]""")]
    public void What_is_no_abi_is_refused(string json) => Assert.Throws<FormatException>(() => AbiError.ReadAbi(JsonDocument.Parse(json).RootElement));

    // Written by hand, word by word, as Solidity's documentation has it.
    private static byte[] Refused() =>
    [
        .. AbiEncoder.Selector("Refused(string,int128,bool,bytes4,(uint256,bytes)[],address[2])"),
        .. Word("e0"), .. Word(new string('f', 63) + "e"), .. Word("1"), .. Word("01020304" + new string('0', 56)), .. Word("120"), .. Word("1"),
        .. Word("70997970c51812dc3a010c7d01b50e0d17dc79c8"),
        .. Word("9"), .. Word("6e6f7420746f646179" + new string('0', 46)),
        .. Word("1"), .. Word("20"), .. Word("7"), .. Word("40"), .. Word("2"), .. Word("abcd" + new string('0', 60)),
    ];

    private static byte[] Word(string hex) => Convert.FromHexString(hex.PadLeft(64, '0'));
}
