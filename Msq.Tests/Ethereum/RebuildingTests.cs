using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;
using Msq.Hosting.OzRelayer;
using Msq.Tests.Chain;

namespace Msq.Tests.Ethereum;

public sealed class RebuildingTests
{
    private static readonly EthereumKey Key = new(HexConvert.ToBytes("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"));
    private static readonly Address Target = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private static readonly SignedTransaction DynamicFee =
        new Eip1559Transaction(31337, 7, 1_500_000_000, 30_000_000_000, 100_000, Target, 5, [0xa9, 0x05]).Sign(Key);

    private static readonly SignedTransaction Legacy = new LegacyTransaction(31337, 7, 30_000_000_000, 100_000, Target, 5, [0xa9, 0x05]).Sign(Key);

    private static readonly SignedFields Fields = new(
        31337, 7, 1_500_000_000, 30_000_000_000, null, 100_000, Target, 5, [0xa9, 0x05],
        DynamicFee.Signature.R, DynamicFee.Signature.S, DynamicFee.Signature.RecoveryId);

    [Fact]
    public void A_type_2_transaction_is_put_together_again_also_when_what_was_paid_is_told_with_it()
    {
        Assert.Equal(DynamicFee.Raw, SignedTransactionRebuilder.Rebuild(Fields, DynamicFee.Hash)!.Raw);
        Assert.Equal(DynamicFee.Raw, SignedTransactionRebuilder.Rebuild(Fields with { GasPrice = 2_000_000_000 }, DynamicFee.Hash)!.Raw);
    }

    // OZ Relayer writes 27 or 28 for these, nodes put the chain into v.
    [Theory]
    [InlineData(0)]
    [InlineData(27)]
    [InlineData(31337 * 2 + 35)]
    public void A_legacy_transaction_is_put_together_again_however_its_parity_is_told(int baseOfV)
    {
        var fields = Fields with
        {
            MaxFeePerGas = null,
            MaxPriorityFeePerGas = null,
            GasPrice = 30_000_000_000,
            R = Legacy.Signature.R,
            S = Legacy.Signature.S,
            V = baseOfV + Legacy.Signature.RecoveryId,
        };
        Assert.Equal(Legacy.Raw, SignedTransactionRebuilder.Rebuild(fields, Legacy.Hash)!.Raw);
    }

    public static TheoryData<string, SignedFields> Altered => new()
    {
        { "chain", Fields with { ChainId = 1 } },
        { "nonce", Fields with { Nonce = 8 } },
        { "tip", Fields with { MaxPriorityFeePerGas = 1 } },
        { "fee", Fields with { MaxFeePerGas = 1 } },
        { "no fee", Fields with { MaxFeePerGas = null } },
        { "gas", Fields with { GasLimit = 100_001 } },
        { "target", Fields with { To = null } },
        { "value", Fields with { Value = 6 } },
        { "data", Fields with { Data = [] } },
        { "r", Fields with { R = 1 } },
        { "s", Fields with { S = 1 } },
        { "parity", Fields with { V = 1 - DynamicFee.Signature.RecoveryId } },
        { "no parity", Fields with { V = 5 } },
        { "another chain's parity", Fields with { V = 37 } },
    };

    [Theory]
    [MemberData(nameof(Altered))]
    public void Pieces_that_do_not_hash_to_what_was_reported_make_nothing(string piece, SignedFields fields) =>
        Assert.True(SignedTransactionRebuilder.Rebuild(fields, DynamicFee.Hash) is null, piece);

    [Fact]
    public async Task What_a_node_tells_of_a_transaction_in_a_block_is_what_was_sent_to_it()
    {
        await using var chain = await AnvilNode.StartAsync();
        foreach (var raw in new[]
        {
            new Eip1559Transaction(31337, 0, 1_000_000_000, 30_000_000_000, 30_000, Target, 5, [1, 2]).Sign(Key),
            new LegacyTransaction(31337, 1, 30_000_000_000, 30_000, Target, 5, [1, 2]).Sign(Key),
        })
        {
            await chain.Node.SendRawTransactionAsync(raw.Raw, CancellationToken.None);
            var told = (await chain.Node.GetTransactionsByHashAsync([raw.Hash], CancellationToken.None))[0]!;
            var fields = new SignedFields(
                31337, told.Nonce, told.MaxPriorityFeePerGas, told.MaxFeePerGas, told.GasPrice, told.GasLimit, told.To, told.Value,
                HexConvert.ToBytes(told.Input), told.R!.Value, told.S!.Value, told.V!.Value);
            Assert.Equal(raw.Raw, SignedTransactionRebuilder.Rebuild(fields, told.Hash)!.Raw);
        }
    }

    // The fields of OZ Relayer v1.3.0: prices and value as text, gas and nonce as numbers, r and s without 0x.
    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public void The_bytes_come_out_of_a_relayers_report_unless_the_row_was_rewritten(int type)
    {
        var (signed, v) = type == 2 ? (DynamicFee, DynamicFee.Signature.RecoveryId) : (Legacy, 27 + Legacy.Signature.RecoveryId);
        var prices = type == 2
            ? """ "gas_price":null,"max_fee_per_gas":"30000000000","max_priority_fee_per_gas":"1500000000" """
            : """ "gas_price":"30000000000","max_fee_per_gas":null,"max_priority_fee_per_gas":null """;
        var row = $$"""
            {"id":"one","status":"submitted","hash":"{{signed.Hash}}","nonce":7,"gas_limit":100000,"value":"0x5","from":"{{Key.Address}}","to":"{{Target}}",
             "data":"0xa905","speed":"fast",{{prices}},"signature":{"r":"{{Digits(signed.Signature.R)}}","s":"{{Digits(signed.Signature.S)}}","v":{{v}},"sig":"00"} }
            """;
        var noop = row.Replace("\"data\":\"0xa905\"", "\"data\":\"0x\"", StringComparison.Ordinal).Replace("\"0x5\"", "\"0x0\"", StringComparison.Ordinal);

        Assert.Equal(HexConvert.ToHex(signed.Raw), Read(row).RawTransaction);
        Assert.Null(Read(noop).RawTransaction);
        Assert.Null(Read(row.Replace("\"v\":", "\"w\":", StringComparison.Ordinal)).RawTransaction);

        static Msq.Contracts.Messages.RelayerReport Read(string json) => RelayerReportReader.Read(JsonSerializer.Deserialize<JsonElement>(json), 31337)!;
    }

    private static string Digits(BigInteger number) => HexConvert.ToHex(UInt256.ToBytes32(number), prefix: false);
}
