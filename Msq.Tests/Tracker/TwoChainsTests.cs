using Msq.Ethereum.Values;
using Msq.Local.DevRelayer;
using Msq.Storage.Transactions;
using Msq.Tests.Chain;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Tracker;

/// <summary>Two pools, each with a chain of its own.</summary>
public sealed class TwoChainsTests
{
    private const ulong OtherChain = 31338;

    [Fact]
    public async Task Each_transaction_is_executed_on_the_chain_of_its_pool_and_a_chain_that_stands_still_holds_up_only_its_own()
    {
        await using var chain = await AnvilNode.StartAsync("--chain-id", $"{OtherChain}", "--block-time", "1");
        await using var relayer = await DevRelayerHost.StartAsync(
            new DevRelayerOptions { Relayers = [RelayerWorld.Account(3)], RpcUrl = chain.Url, ChainId = OtherChain, ApiKey = TrackerWorld.ApiKey });
        await using var world = await TrackerWorld.StartAsync(otherPools: $$"""
              - name: other
                chainId: {{OtherChain}}
                rpcUrls: ["{{chain.Url}}"]
                confirmations: 2
                relayers:
                  - { id: relayer-3, url: "{{relayer.Url}}", apiKey: "${OZ_RELAYER_API_KEY}" }
            """);
        var target = TrackerWorld.FreshAddress();

        var here = await world.EndAsync(await world.SubmitAsync(target, "1"));
        var there = await world.EndAsync(await world.SubmitAsync(target, "2", pool: "other", chainId: OtherChain));

        Assert.Equal((TransactionStatus.Confirmed, "relayer-1", TransactionStatus.Confirmed, "relayer-3"), (here.Status, here.Relayer, there.Status, there.Relayer));
        Assert.Equal((1, 2), ((int)await world.BalanceAsync(target), (int)await chain.Node.GetBalanceAsync(Address.Parse(target), CancellationToken.None)));

        await chain.StopAsync();
        var waiting = await world.SubmitAsync(target, "4", pool: "other", chainId: OtherChain);
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(await world.SubmitAsync(target, "8"))).Status);
        Assert.False(TransactionStatus.IsEnd((await world.ReadAsync(waiting)).Status));
        Assert.Equal(9, await world.BalanceAsync(target));
    }
}
