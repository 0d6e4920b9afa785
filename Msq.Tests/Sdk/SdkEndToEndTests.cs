using System.Collections.Concurrent;
using System.Numerics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Msq.Ethereum.Hex;
using Msq.Local;
using Msq.Local.Contracts;
using Msq.Local.Embedded;
using Msq.Local.Servers;
using Msq.Sdk;
using Msq.Sdk.AspNetCore;
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

    [Fact]
    public async Task An_application_is_told_at_the_callback_url_of_each_of_its_transactions_and_knows_that_it_was_Msq()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var told = new ConcurrentQueue<(string Path, MsqCallback Callback)>();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--urls=http://127.0.0.1:0"] });
        builder.Logging.ClearProviders();
        builder.Services.AddMsqCallbacks(options => options.Secrets.Add(Development.CallbackSecret));
        await using var application = builder.Build();
        application.MapMsqCallbacks("/hooks/{place}", (callback, context) =>
        {
            told.Enqueue((context.Request.Path, callback));
            return Task.CompletedTask;
        });
        await application.StartAsync(deadline.Token);
        Uri Place(string name) => new($"{application.Urls.Single()}/hooks/{name}");

        var direct = (await msq.SendAsync(new DirectTransaction(RelayCaller.FreshAddress()) { CallbackUrl = Place("direct") }, cancellationToken: deadline.Token)).TransactionId;
        var gasless = (await msq.SendGaslessAsync(await SignAsync(deadline.Token) with { CallbackUrl = Place("gasless") }, cancellationToken: deadline.Token)).TransactionId;
        (await msq.WaitForAsync(gasless, cancellationToken: deadline.Token)).EnsureConfirmed();
        var batch = await msq.SendBatchAsync(
            [
                new BatchItem(new DirectTransaction(RelayCaller.FreshAddress()) { CallbackUrl = Place("batch-direct") }),
                new BatchItem(await SignAsync(deadline.Token) with { CallbackUrl = Place("batch-gasless") }),
                new BatchItem(new DirectTransaction(RelayCaller.FreshAddress())),
            ],
            cancellationToken: deadline.Token);
        (await msq.WaitForAsync(batch[2].TransactionId!.Value, cancellationToken: deadline.Token)).EnsureConfirmed();
        while (told.Count(one => one.Callback.Type == "transaction.confirmed") < 4)
            await Task.Delay(50, deadline.Token);

        Assert.Equal(
            new SortedDictionary<string, Guid>
            {
                ["/hooks/direct"] = direct,
                ["/hooks/gasless"] = gasless,
                ["/hooks/batch-direct"] = batch[0].TransactionId!.Value,
                ["/hooks/batch-gasless"] = batch[1].TransactionId!.Value,
            },
            new SortedDictionary<string, Guid>(told.GroupBy(one => one.Path).ToDictionary(same => same.Key, same => same.Select(one => one.Callback.Transaction!.TransactionId).Distinct().Single())));
        Assert.All(told.GroupBy(one => one.Path), same => Assert.Equal(["transaction.mined", "transaction.confirmed"], same.Select(one => one.Callback.Type)));
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
