using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Local.Contracts;
using Msq.Tests.Tracker;

namespace Msq.Tests.Gasless;

/// <summary>Three signers, and a pool that batches.</summary>
public abstract class BatchedRequests
{
    private protected Wallet First { get; } = new();

    private protected Wallet Second { get; } = new();

    private protected Wallet Third { get; } = new();

    private protected static async Task<TrackerWorld> StartAsync(string batch)
    {
        var world = await TrackerWorld.StartAsync(batch: batch);
        await DevelopmentContracts.DeployAsync(world.Chain.Url, CancellationToken.None);
        return world;
    }

    private protected ForwardRequest TransferOfNothing(ulong nonce) => First.Bump(nonce) with
    {
        To = DevelopmentContracts.SampleToken,
        Data = HexConvert.ToBytes(SampleTokenCalls.Transfer(DevelopmentContracts.Deployer, 1)),
    };

    private protected static Task<Guid> SubmitAsync(TrackerWorld world, Wallet wallet, ulong nonce) => SubmitAsync(world, wallet, wallet.Bump(nonce));

    private protected static Task<Guid> SubmitAsync(TrackerWorld world, Wallet wallet, ForwardRequest request) => world.SubmitAsync(request, wallet.Sign(request));

    private protected static async Task<ulong?> NonceAsync(TrackerWorld world, Wallet wallet) =>
        (await world.Chain.Node.GetForwardNoncesAsync([(DevelopmentContracts.Forwarder, wallet.Address)], block: null, CancellationToken.None))[0];
}
