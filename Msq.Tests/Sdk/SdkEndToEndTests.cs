using System.Numerics;
using Msq.Ethereum.Hex;
using Msq.Local;
using Msq.Local.Contracts;
using Msq.Local.Embedded;
using Msq.Local.Servers;
using Msq.Sdk;
using Msq.Tests.DevRelayer;
using Msq.Tests.EndToEnd;
using Msq.Tests.Gasless;

namespace Msq.Tests.Sdk;

/// <summary>The client before all of Msq and a chain, as ./run starts them.</summary>
[Collection(AloneCollection.Name)]
public sealed class SdkEndToEndTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();
    private readonly Wallet wallet = new();
    private EmbeddedMsq server = null!;
    private MsqClient msq = null!;

    public async Task InitializeAsync()
    {
        server = await EmbeddedMsq.StartAsync(new EmbeddedOptions { Folder = folder.Path, Port = FreePort.Next() });
        msq = new MsqClient(http, new MsqClientOptions { BaseAddress = server.Url, ApiKey = Development.ApiKey });
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Transactions_of_every_kind_are_sent_and_followed_to_their_end()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var ether = new RelayCaller(Development.CreateClient(server.Url), server.Chain.Url);
        var receiver = RelayCaller.FreshAddress();

        var direct = await msq.SendAsync(new DirectTransaction(receiver) { Value = 5 }, cancellationToken: deadline.Token);
        var seen = await msq.FollowAsync(direct.TransactionId, deadline.Token).ToListAsync(deadline.Token);
        Assert.Equal(TransactionStatus.Confirmed, seen[^1].EnsureConfirmed().Status);
        Assert.Equal(seen.Select(one => one.Status).Order(), seen.Select(one => one.Status));
        Assert.Equal(5, await ether.BalanceAsync(receiver));

        var signed = await SignAsync(deadline.Token);
        var gasless = await msq.SendGaslessAsync(signed, cancellationToken: deadline.Token);
        var executed = (await msq.WaitForAsync(gasless.TransactionId, cancellationToken: deadline.Token)).EnsureConfirmed();
        Assert.Equal(("gasless", wallet.Address.ToChecksum(), BigInteger.Zero), (executed.Type, executed.Forward!.From, executed.Forward.Nonce));

        var batch = await msq.SendBatchAsync([new BatchItem(new DirectTransaction(receiver) { Value = 7 }), new BatchItem(await SignAsync(deadline.Token))], cancellationToken: deadline.Token);
        foreach (var result in batch)
            (await msq.WaitForAsync(result.TransactionId!.Value, cancellationToken: deadline.Token)).EnsureConfirmed();
        Assert.Equal(12, await ether.BalanceAsync(receiver));
        Assert.Equal(2, (await msq.GetNonceAsync(wallet.Address.ToString(), cancellationToken: deadline.Token)).OnChainNonce);
    }

    // What the service says is to be signed, signed as a wallet does.
    private async Task<GaslessTransaction> SignAsync(CancellationToken cancellationToken)
    {
        var call = new ForwardCall(wallet.Address.ToString(), DevelopmentContracts.Counter.ToString()) { Data = HexConvert.ToHex(wallet.Bump(0).Data) };
        var data = await msq.GetTypedDataAsync(call, cancellationToken);
        Assert.Equal((Wallet.Domain.Name, Wallet.Domain.ChainId, "ForwardRequest"), (data.Domain.Name, data.Domain.ChainId, data.PrimaryType));
        var message = data.Message;
        var signature = wallet.Sign(new Msq.Ethereum.Forwarding.ForwardRequest(
            wallet.Address, DevelopmentContracts.Counter, message.Value, message.Gas, message.Nonce, (ulong)message.Deadline, HexConvert.ToBytes(message.Data)));
        return new GaslessTransaction(message, HexConvert.ToHex(signature));
    }
}
