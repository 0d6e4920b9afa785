using System.Numerics;
using Msq.Contracts.Messages;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Local.Contracts;
using Msq.Storage.Transactions;
using Msq.Tests.Tracker;

namespace Msq.Tests.Gasless;

/// <summary>Several users' requests in one transaction: each has its own end, and none of them pays for another's fault.</summary>
public sealed class BatchingTests
{
    private readonly Wallet first = new();
    private readonly Wallet second = new();
    private readonly Wallet third = new();

    [Fact]
    public async Task Requests_of_several_signers_share_a_transaction_and_each_is_confirmed()
    {
        await using var world = await StartAsync("{ maxRequests: 3, maxWaitMs: 20000 }");

        var ids = new[] { await SubmitAsync(world, first, 0), await SubmitAsync(world, second, 0), await SubmitAsync(world, third, 0) };

        var ended = await Task.WhenAll(ids.Select(world.EndAsync));
        Assert.All(ended, one => Assert.Equal((TransactionStatus.Confirmed, EndProof.Chain, 0), (one.Status, one.EndProof, one.Attempt)));
        Assert.Single(ended.Select(one => one.Hash).Distinct());
        Assert.All([first, second, third], wallet => Assert.Equal(1UL, NonceAsync(world, wallet).GetAwaiter().GetResult()));
        var carrier = await world.EndAsync(ended[0].CarrierId!.Value);
        Assert.Equal((TransactionType.Batch, TransactionStatus.Confirmed, 1), (carrier.Type, carrier.Status, carrier.Attempt));
    }

    [Fact]
    public async Task What_a_signer_sent_ahead_goes_with_what_it_waits_for_in_order()
    {
        await using var world = await StartAsync("{ maxRequests: 10, maxWaitMs: 2000 }");
        var last = await SubmitAsync(world, first, 2);
        var middle = await SubmitAsync(world, first, 1);
        await world.UntilAsync(last, x => x.WaitsForNonce == 0);
        await world.UntilAsync(middle, x => x.WaitsForNonce == 0);

        var ids = new[] { await SubmitAsync(world, first, 0), middle, last, await SubmitAsync(world, second, 0) };

        var ended = await Task.WhenAll(ids.Select(world.EndAsync));
        Assert.All(ended, one => Assert.Equal(TransactionStatus.Confirmed, one.Status));
        Assert.Single(ended.Select(one => one.Hash).Distinct());
        Assert.Equal(3UL, await NonceAsync(world, first));
    }

    [Fact]
    public async Task A_call_that_reverts_in_a_batch_fails_alone_and_uses_its_nonce()
    {
        await using var world = await StartAsync("{ maxRequests: 10, maxWaitMs: 2000 }");
        // It has no tokens: behind a request that it waits for, nobody can know beforehand.
        var bad = await SubmitAsync(world, first, TransferOfNothing(1));
        await world.UntilAsync(bad, x => x.WaitsForNonce == 0);
        var before = await SubmitAsync(world, first, 0);
        var other = await SubmitAsync(world, second, 0);

        var failed = await world.EndAsync(bad);

        Assert.Equal((TransactionStatus.Failed, ErrorCode.Reverted, EndProof.Chain), (failed.Status, failed.ErrorCode, failed.EndProof));
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(before)).Status);
        Assert.Equal((TransactionStatus.Confirmed, failed.Hash), ((await world.EndAsync(other)).Status, (await world.ReadAsync(other)).Hash));
        Assert.Equal(2UL, await NonceAsync(world, first));
        Assert.False(await world.IsReservedAsync(first.Address, 1));
    }

    [Fact]
    public async Task A_request_that_somebody_else_lands_first_is_skipped_and_the_others_are_executed()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        await world.Chain.StopMiningAsync();
        var request = first.Bump(0);
        var public_ = await SubmitAsync(world, first, 0);
        var other = await SubmitAsync(world, second, 0);
        await world.UntilAsync(public_, x => x.Hash is not null);
        await world.Chain.CallAsync("eth_sendTransaction", new Dictionary<string, string>
        {
            ["from"] = DevelopmentContracts.Deployer.ToString(),
            ["to"] = DevelopmentContracts.Forwarder.ToString(),
            ["data"] = ForwarderCalls.Execute(request, first.Sign(request)),
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
    public async Task A_request_that_would_revert_by_itself_never_gets_into_a_batch()
    {
        await using var world = await StartAsync("{ maxRequests: 3, maxWaitMs: 1000 }");
        var bad = await SubmitAsync(world, first, TransferOfNothing(0));
        var good = new[] { await SubmitAsync(world, second, 0), await SubmitAsync(world, third, 0) };

        var failed = await world.EndAsync(bad);
        Assert.Equal((TransactionStatus.Failed, ErrorCode.WouldRevert, null), (failed.Status, failed.ErrorCode, failed.CarrierId));
        Assert.All(await Task.WhenAll(good.Select(world.EndAsync)), one => Assert.Equal(TransactionStatus.Confirmed, one.Status));
    }

    [Fact]
    public async Task What_finds_nobody_to_share_with_goes_by_itself()
    {
        await using var world = await StartAsync("{ maxRequests: 10, maxWaitMs: 200 }");
        var ended = await world.EndAsync(await SubmitAsync(world, first, 0));
        Assert.Equal((TransactionStatus.Confirmed, 1, null), (ended.Status, ended.Attempt, ended.CarrierId));
    }

    [Fact]
    public async Task What_a_contract_has_signed_shares_no_transaction()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        var (one, other) = (first.Bump(0), second.Bump(0));
        var ids = new[]
        {
            await world.SubmitAsync(one, first.Sign(one), signedByKey: false),
            await world.SubmitAsync(other, second.Sign(other), signedByKey: false),
        };

        Assert.All(await Task.WhenAll(ids.Select(world.EndAsync)), x => Assert.Equal((TransactionStatus.Confirmed, 1, null), (x.Status, x.Attempt, x.CarrierId)));
    }

    [Fact]
    public async Task What_waits_for_others_is_canceled_at_once()
    {
        await using var world = await StartAsync("{ maxRequests: 10, maxWaitMs: 60000 }");
        var id = await SubmitAsync(world, first, 0);
        await world.UntilAsync(id, x => x.GatheredAt is not null);

        await world.CancelAsync(id);

        var ended = await world.EndAsync(id);
        Assert.Equal((TransactionStatus.Canceled, EndProof.NeverPosted), (ended.Status, ended.EndProof));
        Assert.False(await world.IsReservedAsync(first.Address, 0));
    }

    [Fact]
    public async Task A_cancel_dissolves_a_batch_that_nobody_has_sent_and_the_others_go_by_themselves()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        var canceled = await SubmitAsync(world, first, 0);
        await world.UntilAsync(canceled, x => x.GatheredAt is not null);
        // Nobody claims anything while the dispatcher's only relayer is away; the batch is formed all the same.
        await world.StopRelayerAsync();
        var other = await SubmitAsync(world, second, 0);
        await world.UntilAsync(other, x => x.CarrierId is not null || x.CurrentState == "Queued");
        await world.CancelAsync(canceled);

        var ended = await world.EndAsync(canceled);

        Assert.Equal(TransactionStatus.Canceled, ended.Status);
        Assert.False(TransactionStatus.IsEnd((await world.ReadAsync(other)).Status));
    }

    [Fact]
    public async Task A_batch_that_was_given_up_too_early_and_is_mined_after_all_still_counts_once_for_each()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        await world.Chain.StopMiningAsync();
        var ids = new[] { await SubmitAsync(world, first, 0), await SubmitAsync(world, second, 0) };
        var carried = await world.UntilAsync(ids[0], x => x.Hash is not null);
        await world.SendAsync(new CloseTransaction(carried.CarrierId!.Value, TransactionStatus.Failed, "it takes too long", "operator"));
        await world.UntilAsync(ids[0], x => x.CarrierId is null && x.Hash is not null);
        await world.UntilAsync(ids[1], x => x.CarrierId is null && x.Hash is not null);

        await world.Chain.MineAsync();

        var ended = await Task.WhenAll(ids.Select(world.EndAsync));
        Assert.All(ended, one => Assert.Equal((TransactionStatus.Confirmed, EndProof.Chain), (one.Status, one.EndProof)));
        Assert.All([first, second], wallet => Assert.Equal(1UL, NonceAsync(world, wallet).GetAwaiter().GetResult()));
    }

    [Fact]
    public async Task A_request_that_an_operator_closed_in_its_batch_is_confirmed_when_the_batch_is_mined()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        await world.Chain.StopMiningAsync();
        var ids = new[] { await SubmitAsync(world, first, 0), await SubmitAsync(world, second, 0) };
        await world.UntilAsync(ids[0], x => x.Hash is not null);
        await world.SendAsync(new CloseTransaction(ids[0], TransactionStatus.Failed, "nobody waits for it", "operator"));
        Assert.Equal(EndProof.Operator, (await world.EndAsync(ids[0])).EndProof);

        await world.Chain.MineAsync();

        Assert.Equal(TransactionStatus.Confirmed, (await world.UntilAsync(ids[0], x => x.EndProof == EndProof.Chain)).Status);
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(ids[1])).Status);
    }

    [Fact]
    public async Task Being_carried_survives_a_restart()
    {
        await using var world = await StartAsync("{ maxRequests: 2, maxWaitMs: 20000 }");
        await world.Chain.StopMiningAsync();
        var ids = new[] { await SubmitAsync(world, first, 0), await SubmitAsync(world, second, 0) };
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
        foreach (var wallet in new[] { first, second, third })
            ids.Add(await SubmitAsync(world, wallet, wallet.Bump(0) with { Gas = new BigInteger(90_000) }));

        var ended = await Task.WhenAll(ids.Select(world.EndAsync));

        Assert.All(ended, one => Assert.Equal(TransactionStatus.Confirmed, one.Status));
        Assert.Equal(2, ended.Select(one => one.Hash).Distinct().Count());
    }

    private static async Task<TrackerWorld> StartAsync(string batch)
    {
        var world = await TrackerWorld.StartAsync(batch: batch);
        await DevelopmentContracts.DeployAsync(world.Chain.Url, CancellationToken.None);
        return world;
    }

    private ForwardRequest TransferOfNothing(ulong nonce) => first.Bump(nonce) with
    {
        To = DevelopmentContracts.SampleToken,
        Data = HexConvert.ToBytes(SampleTokenCalls.Transfer(DevelopmentContracts.Deployer, 1)),
    };

    private static Task<Guid> SubmitAsync(TrackerWorld world, Wallet wallet, ulong nonce) => SubmitAsync(world, wallet, wallet.Bump(nonce));

    private static Task<Guid> SubmitAsync(TrackerWorld world, Wallet wallet, ForwardRequest request) => world.SubmitAsync(request, wallet.Sign(request));

    private static async Task<ulong?> NonceAsync(TrackerWorld world, Wallet wallet) =>
        (await world.Chain.Node.GetForwardNoncesAsync([(DevelopmentContracts.Forwarder, wallet.Address)], block: null, CancellationToken.None))[0];
}
