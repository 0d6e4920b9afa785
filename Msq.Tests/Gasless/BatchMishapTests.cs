using Msq.Contracts.Messages;
using Msq.Ethereum.Forwarding;
using Msq.Local.Contracts;
using Msq.Storage.Transactions;

namespace Msq.Tests.Gasless;

/// <summary>What comes between a request and the end of its batch: it is executed once all the same.</summary>
public sealed class BatchMishapTests : BatchedRequests
{
    [Fact]
    public async Task A_request_that_somebody_else_lands_first_is_skipped_and_the_others_are_executed()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        await world.Chain.StopMiningAsync();
        var request = First.Bump(0);
        var public_ = await SubmitAsync(world, First, 0);
        var other = await SubmitAsync(world, Second, 0);
        await world.UntilAsync(public_, x => x.Hash is not null);
        await world.Chain.CallAsync("eth_sendTransaction", new Dictionary<string, string>
        {
            ["from"] = DevelopmentContracts.Deployer.ToString(),
            ["to"] = DevelopmentContracts.Forwarder.ToString(),
            ["data"] = ForwarderCalls.Execute(request, First.Sign(request)),
            ["gas"] = "0x7a120",
            ["maxFeePerGas"] = "0x174876e800",
            ["maxPriorityFeePerGas"] = "0x174876e800",
        });
        await world.Chain.MineAsync();

        var ended = await world.EndAsync(public_);

        Assert.Equal((TransactionStatus.Failed, ErrorCode.AlreadyExecuted), (ended.Status, ended.ErrorCode));
        Assert.Contains(ended.Timeline, line => line.Event == "unbatched");
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(other)).Status);
    }

    [Fact]
    public async Task A_batch_that_was_given_up_too_early_and_is_mined_after_all_still_counts_once_for_each()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        await world.Chain.StopMiningAsync();
        var ids = new[] { await SubmitAsync(world, First, 0), await SubmitAsync(world, Second, 0) };
        var carried = await world.UntilAsync(ids[0], x => x.Hash is not null);
        await world.SendAsync(new CloseTransaction(carried.CarrierId!.Value, TransactionStatus.Failed, "it takes too long", "operator"));
        await world.UntilAsync(ids[0], x => x.CarrierId is null && x.Hash is not null);
        await world.UntilAsync(ids[1], x => x.CarrierId is null && x.Hash is not null);

        await world.Chain.MineAsync();

        var ended = await Task.WhenAll(ids.Select(world.EndAsync));
        Assert.All(ended, one => Assert.Equal((TransactionStatus.Confirmed, EndProof.Chain), (one.Status, one.EndProof)));
        Assert.All([First, Second], wallet => Assert.Equal(1UL, NonceAsync(world, wallet).GetAwaiter().GetResult()));
    }

    [Fact]
    public async Task A_request_that_an_operator_closed_in_its_batch_is_confirmed_when_the_batch_is_mined()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        await world.Chain.StopMiningAsync();
        var ids = new[] { await SubmitAsync(world, First, 0), await SubmitAsync(world, Second, 0) };
        await world.UntilAsync(ids[0], x => x.Hash is not null);
        await world.SendAsync(new CloseTransaction(ids[0], TransactionStatus.Failed, "nobody waits for it", "operator"));
        Assert.Equal(EndProof.Operator, (await world.EndAsync(ids[0])).EndProof);

        await world.Chain.MineAsync();

        Assert.Equal(TransactionStatus.Confirmed, (await world.UntilAsync(ids[0], x => x.EndProof == EndProof.Chain)).Status);
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(ids[1])).Status);
    }
}
