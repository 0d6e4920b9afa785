using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Local.Contracts;
using Msq.Storage.Transactions;
using Msq.Tests.Tracker;

namespace Msq.Tests.Gasless;

/// <summary>A signer's requests on the chain in the order of their nonces, whatever order they come in.</summary>
public sealed class SequenceTests
{
    private readonly Wallet wallet = new();

    [Fact]
    public async Task What_comes_early_waits_for_the_lower_nonces_and_is_then_executed()
    {
        await using var world = await StartAsync();
        var third = await SubmitAsync(world, wallet.Bump(2));
        var second = await SubmitAsync(world, wallet.Bump(1));
        var held = await world.UntilAsync(second, x => x.WaitsForNonce == 0);
        Assert.Equal((TransactionStatus.Queued, 0), (held.Status, held.Attempt));
        Assert.Contains(held.Timeline, line => line is { Event: "held", Detail: "waits until its signer's nonce 0 is used on chain" });

        var first = await SubmitAsync(world, wallet.Bump(0));

        var ended = new[] { await world.EndAsync(first), await world.EndAsync(second), await world.EndAsync(third) };
        Assert.All(ended, one => Assert.Equal((TransactionStatus.Confirmed, 1, null), (one.Status, one.Attempt, one.WaitsForNonce)));
        Assert.Equal(3UL, await NonceAsync(world));
    }

    [Fact]
    public async Task Waiting_survives_a_restart()
    {
        await using var world = await StartAsync();
        var second = await SubmitAsync(world, wallet.Bump(1));
        await world.UntilAsync(second, x => x.WaitsForNonce == 0);
        await world.RestartServicesAsync();

        await SubmitAsync(world, wallet.Bump(0));

        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(second)).Status);
    }

    [Fact]
    public async Task What_waits_until_its_deadline_expires_because_of_the_gap_and_gives_its_nonce_back()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(wallet.Bump(1), wallet.Sign(wallet.Bump(1)), TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(3));

        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Expired, ErrorCode.NonceGap, 0), (ended.Status, ended.ErrorCode, ended.Attempt));
        Assert.False(await world.IsReservedAsync(wallet.Address, 1));
    }

    [Fact]
    public async Task What_waits_for_a_lower_nonce_is_canceled_at_once_and_gives_its_nonce_back()
    {
        await using var world = await StartAsync();
        var id = await SubmitAsync(world, wallet.Bump(1));
        await world.UntilAsync(id, x => x.WaitsForNonce == 0);

        await world.CancelAsync(id);
        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Canceled, EndProof.NeverPosted, 0), (ended.Status, ended.EndProof, ended.Attempt));
        Assert.False(await world.IsReservedAsync(wallet.Address, 1));
    }

    [Fact]
    public async Task A_request_that_ends_without_being_executed_frees_its_nonce_and_its_successors_wait_for_a_new_one()
    {
        await using var world = await StartAsync();
        // The wallet has no tokens: the transfer reverts when its gas is estimated.
        var bad = await SubmitAsync(world, wallet.Bump(0) with
        {
            To = DevelopmentContracts.SampleToken,
            Data = HexConvert.ToBytes(SampleTokenCalls.Transfer(DevelopmentContracts.Deployer, 1)),
        });
        var successor = await SubmitAsync(world, wallet.Bump(1));

        var failed = await world.EndAsync(bad);
        Assert.Equal((TransactionStatus.Failed, ErrorCode.WouldRevert, "FailedCall()", 0), (failed.Status, failed.ErrorCode, failed.ErrorMessage, failed.Attempt));
        Assert.False(await world.IsReservedAsync(wallet.Address, 0));
        await world.UntilAsync(successor, x => x is { Status: TransactionStatus.Queued, WaitsForNonce: 0 });

        await SubmitAsync(world, wallet.Bump(0));

        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(successor)).Status);
        Assert.True(await world.IsReservedAsync(wallet.Address, 1));
    }

    [Fact]
    public async Task A_request_that_somebody_else_has_landed_ends_as_already_executed_and_nothing_is_sent()
    {
        await using var world = await StartAsync();
        var request = wallet.Bump(0);
        await world.Chain.SendAsync(DevelopmentContracts.Forwarder, ForwarderCalls.Execute(request, wallet.Sign(request)));

        var ended = await world.EndAsync(await SubmitAsync(world, request));

        Assert.Equal((TransactionStatus.Failed, ErrorCode.AlreadyExecuted, 0), (ended.Status, ended.ErrorCode, ended.Attempt));
    }

    [Fact]
    public async Task A_request_that_somebody_else_lands_while_it_is_on_its_way_ends_as_already_executed_too()
    {
        await using var world = await StartAsync();
        var request = wallet.Bump(0);
        await world.Chain.StopMiningAsync();
        var id = await SubmitAsync(world, request);
        var signed = await world.UntilAsync(id, x => x.Hash is not null);
        // Their price is higher: theirs comes first in the block.
        await world.Chain.CallAsync("eth_sendTransaction", new Dictionary<string, string>
        {
            ["from"] = DevelopmentContracts.Deployer.ToString(),
            ["to"] = DevelopmentContracts.Forwarder.ToString(),
            ["data"] = ForwarderCalls.Execute(request, wallet.Sign(request)),
            ["gas"] = "0x7a120",
            ["maxFeePerGas"] = "0x174876e800",
            ["maxPriorityFeePerGas"] = "0x174876e800",
        });
        await world.Chain.MineAsync();

        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Failed, ErrorCode.AlreadyExecuted, EndProof.Chain), (ended.Status, ended.ErrorCode, ended.EndProof));
        Assert.Equal(signed.Hash, ended.Hash);
    }

    [Fact]
    public async Task The_gas_limit_leaves_the_signers_call_all_that_it_asked_for()
    {
        await using var world = await StartAsync();
        var ended = await world.EndAsync(await SubmitAsync(world, wallet.Bump(0) with { Gas = 900_000 }));

        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        Assert.True(ended.Attempts.Single().GasLimit >= (900_000UL * 64 / 63) + ended.GasEstimate!.Value);
    }

    private static async Task<TrackerWorld> StartAsync()
    {
        var world = await TrackerWorld.StartAsync();
        await DevelopmentContracts.DeployAsync(world.Chain.Url, CancellationToken.None);
        return world;
    }

    private Task<Guid> SubmitAsync(TrackerWorld world, ForwardRequest request) => world.SubmitAsync(request, wallet.Sign(request));

    private async Task<ulong?> NonceAsync(TrackerWorld world) =>
        (await world.Chain.Node.GetForwardNoncesAsync([(DevelopmentContracts.Forwarder, wallet.Address)], block: null, CancellationToken.None))[0];
}
