using Msq.Ethereum.Values;
using Msq.Storage.Transactions;
using Msq.Tests.Api;
using Msq.Tests.Chain;

namespace Msq.Tests.Facades;

/// <summary>Receipts that are asked for by a hash which a higher fee has superseded.</summary>
public sealed class SupersededHashTests
{
    private static readonly string Former = "0x" + new string('b', 64);

    [Fact]
    public async Task A_superseded_hash_has_the_receipt_of_what_was_mined_in_its_place_unless_that_is_a_transfer_of_nothing()
    {
        await using var chain = await AnvilNode.StartAsync("--block-time", "1");
        await using var world = await ApiWorld.StartAsync(pools: ApiWorld.Pools.Replace("http://127.0.0.1:8545", chain.Url.ToString(), StringComparison.Ordinal));
        var mined = (await chain.SendAsync(Address.Parse(ApiWorld.Target), "0x")).TransactionHash;
        var id = await world.SubmittedAsync();
        Assert.Null(await ReceiptAsync(world, "payments-key"));

        await world.DatabaseAsync(async db =>
        {
            db.SupersededHashes.Add(new SupersededHash { TransactionId = id, Hash = Former });
            return await db.SaveChangesAsync();
        });
        await world.ChangeAsync(id, row => (row.Status, row.CurrentState, row.Hash) = (TransactionStatus.Submitted, "Submitted", mined));
        Assert.Null(await ReceiptAsync(world, "payments-key"));
        await world.ChangeAsync(id, row => row.Status = TransactionStatus.Confirmed);
        Assert.Equal(mined, await ReceiptAsync(world, "payments-key"));
        Assert.Null(await ReceiptAsync(world, "games-key"));
        await world.ChangeAsync(id, row => (row.Status, row.ErrorCode) = (TransactionStatus.Canceled, ErrorCode.Canceled));
        Assert.Null(await ReceiptAsync(world, "payments-key"));
    }

    private static async Task<string?> ReceiptAsync(ApiWorld world, string key)
    {
        var answer = await world.SendAsync(
            HttpMethod.Post, "/api/v1/relayers/local/rpc", $$"""{"jsonrpc":"2.0","id":1,"method":"eth_getTransactionReceipt","params":["{{Former}}"]}""", key);
        var result = answer.Json.GetProperty("result");
        return result.ValueKind == System.Text.Json.JsonValueKind.Null ? null : result.GetProperty("transactionHash").GetString();
    }
}
