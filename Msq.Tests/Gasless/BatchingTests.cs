using System.Numerics;
using Msq.Storage.Transactions;

namespace Msq.Tests.Gasless;

/// <summary>Several users' requests in one transaction: each has its own end, and none of them pays for another's fault.</summary>
public sealed class BatchingTests : BatchedRequests
{
    [Fact]
    public async Task Requests_of_several_signers_share_a_transaction_and_each_is_confirmed()
    {
        await using var world = await StartAsync("{ maxRequests: 3, maxWaitMs: 20000 }");

        var ids = new[] { await SubmitAsync(world, First, 0), await SubmitAsync(world, Second, 0), await SubmitAsync(world, Third, 0) };

        var ended = await Task.WhenAll(ids.Select(world.EndAsync));
        Assert.All(ended, one => Assert.Equal((TransactionStatus.Confirmed, EndProof.Chain, 0), (one.Status, one.EndProof, one.Attempt)));
        Assert.Single(ended.Select(one => one.Hash).Distinct());
        Assert.All([First, Second, Third], wallet => Assert.Equal(1UL, NonceAsync(world, wallet).GetAwaiter().GetResult()));
        var carrier = await world.EndAsync(ended[0].CarrierId!.Value);
        Assert.Equal((TransactionType.Batch, TransactionStatus.Confirmed, 1), (carrier.Type, carrier.Status, carrier.Attempt));
    }

    [Fact]
    public async Task What_a_signer_sent_ahead_goes_with_what_it_waits_for_in_order()
    {
        await using var world = await StartAsync("{ maxRequests: 10, maxWaitMs: 2000 }");
        var last = await SubmitAsync(world, First, 2);
        var middle = await SubmitAsync(world, First, 1);
        await world.UntilAsync(last, x => x.WaitsForNonce == 0);
        await world.UntilAsync(middle, x => x.WaitsForNonce == 0);

        var ids = new[] { await SubmitAsync(world, First, 0), middle, last, await SubmitAsync(world, Second, 0) };

        var ended = await Task.WhenAll(ids.Select(world.EndAsync));
        Assert.All(ended, one => Assert.Equal(TransactionStatus.Confirmed, one.Status));
        Assert.Single(ended.Select(one => one.Hash).Distinct());
        Assert.Equal(3UL, await NonceAsync(world, First));
    }

    [Fact]
    public async Task A_call_that_reverts_in_a_batch_fails_alone_and_uses_its_nonce()
    {
        await using var world = await StartAsync("{ maxRequests: 10, maxWaitMs: 2000 }");
        // It has no tokens: behind a request that it waits for, nobody can know beforehand.
        var bad = await SubmitAsync(world, First, TransferOfNothing(1));
        await world.UntilAsync(bad, x => x.WaitsForNonce == 0);
        var before = await SubmitAsync(world, First, 0);
        var other = await SubmitAsync(world, Second, 0);

        var failed = await world.EndAsync(bad);

        Assert.Equal((TransactionStatus.Failed, ErrorCode.Reverted, EndProof.Chain), (failed.Status, failed.ErrorCode, failed.EndProof));
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(before)).Status);
        Assert.Equal((TransactionStatus.Confirmed, failed.Hash), ((await world.EndAsync(other)).Status, (await world.ReadAsync(other)).Hash));
        Assert.Equal(2UL, await NonceAsync(world, First));
        Assert.False(await world.IsReservedAsync(First.Address, 1));
    }

    [Fact]
    public async Task A_request_that_would_revert_by_itself_never_gets_into_a_batch()
    {
        await using var world = await StartAsync("{ maxRequests: 3, maxWaitMs: 1000 }");
        var bad = await SubmitAsync(world, First, TransferOfNothing(0));
        var good = new[] { await SubmitAsync(world, Second, 0), await SubmitAsync(world, Third, 0) };

        var failed = await world.EndAsync(bad);
        Assert.Equal((TransactionStatus.Failed, ErrorCode.WouldRevert, null), (failed.Status, failed.ErrorCode, failed.CarrierId));
        Assert.All(await Task.WhenAll(good.Select(world.EndAsync)), one => Assert.Equal(TransactionStatus.Confirmed, one.Status));
    }

    [Fact]
    public async Task What_finds_nobody_to_share_with_goes_by_itself()
    {
        await using var world = await StartAsync("{ maxRequests: 10, maxWaitMs: 200 }");
        var ended = await world.EndAsync(await SubmitAsync(world, First, 0));
        Assert.Equal((TransactionStatus.Confirmed, 1, null), (ended.Status, ended.Attempt, ended.CarrierId));
    }

    [Fact]
    public async Task What_a_contract_has_signed_shares_no_transaction()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        var (one, other) = (First.Bump(0), Second.Bump(0));
        var ids = new[]
        {
            await world.SubmitAsync(one, First.Sign(one), signedByKey: false),
            await world.SubmitAsync(other, Second.Sign(other), signedByKey: false),
        };

        Assert.All(await Task.WhenAll(ids.Select(world.EndAsync)), x => Assert.Equal((TransactionStatus.Confirmed, 1, null), (x.Status, x.Attempt, x.CarrierId)));
    }

    [Fact]
    public async Task What_waits_for_others_is_canceled_at_once()
    {
        await using var world = await StartAsync("{ maxRequests: 10, maxWaitMs: 60000 }");
        var id = await SubmitAsync(world, First, 0);
        await world.UntilAsync(id, x => x.GatheredAt is not null);

        await world.CancelAsync(id);

        var ended = await world.EndAsync(id);
        Assert.Equal((TransactionStatus.Canceled, EndProof.NeverPosted), (ended.Status, ended.EndProof));
        Assert.False(await world.IsReservedAsync(First.Address, 0));
    }

    [Fact]
    public async Task A_cancel_dissolves_a_batch_that_nobody_has_sent_and_the_others_go_by_themselves()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        var canceled = await SubmitAsync(world, First, 0);
        await world.UntilAsync(canceled, x => x.GatheredAt is not null);
        // Nobody claims anything while the dispatcher's only relayer is away; the batch is formed all the same.
        await world.StopRelayerAsync();
        var other = await SubmitAsync(world, Second, 0);
        await world.UntilAsync(other, x => x.CarrierId is not null || x.CurrentState == "Queued");
        await world.CancelAsync(canceled);

        var ended = await world.EndAsync(canceled);

        Assert.Equal(TransactionStatus.Canceled, ended.Status);
        Assert.False(TransactionStatus.IsEnd((await world.ReadAsync(other)).Status));
    }

    [Fact]
    public async Task Being_carried_survives_a_restart()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        await world.Chain.StopMiningAsync();
        var ids = new[] { await SubmitAsync(world, First, 0), await SubmitAsync(world, Second, 0) };
        await world.UntilAsync(ids[0], x => x.CarrierId is not null);
        await world.RestartServicesAsync();
        await world.Chain.MineAsync();

        Assert.All(await Task.WhenAll(ids.Select(world.EndAsync)), one => Assert.Equal(TransactionStatus.Confirmed, one.Status));
    }

    [Fact]
    public async Task The_gas_that_signers_ask_for_bounds_a_batch()
    {
        await using var world = await StartAsync("{ maxRequests: 10, maxWaitMs: 1500, maxGas: 200000 }");
        var ids = new List<Guid>();
        foreach (var wallet in new[] { First, Second, Third })
            ids.Add(await SubmitAsync(world, wallet, wallet.Bump(0) with { Gas = new BigInteger(90_000) }));

        var ended = await Task.WhenAll(ids.Select(world.EndAsync));

        Assert.All(ended, one => Assert.Equal(TransactionStatus.Confirmed, one.Status));
        Assert.Equal(2, ended.Select(one => one.Hash).Distinct().Count());
    }
}
