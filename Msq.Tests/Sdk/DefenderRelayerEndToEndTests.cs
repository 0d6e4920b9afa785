using System.Globalization;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;
using Msq.Local.Embedded;
using Msq.Local.Servers;
using Msq.Sdk;
using Msq.Sdk.Defender;
using Msq.Tests.DevRelayer;
using Msq.Tests.EndToEnd;
using Msq.Tests.Gasless;

namespace Msq.Tests.Sdk;

/// <summary>The methods of Defender's client in .NET before all of Msq and a chain, as ./run starts them.</summary>
[Collection(AloneCollection.Name)]
public sealed class DefenderRelayerEndToEndTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();
    private EmbeddedMsq server = null!;
    private DefenderRelayer relayer = null!;
    private RelayCaller caller = null!;

    public async Task InitializeAsync()
    {
        server = await EmbeddedMsq.StartAsync(new EmbeddedOptions { Folder = folder.Path, Port = FreePort.Next() });
        relayer = Relayer("msq-dev-signer-key");
        caller = new RelayCaller(new HttpClient { BaseAddress = server.Url }, server.Chain.Url);
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    public void Dispose()
    {
        relayer.Dispose();
        caller.Dispose();
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task All_that_Defenders_client_does_works()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var stop = deadline.Token;
        var self = await relayer.GetRelayerAsync(stop);
        Assert.Equal(("relayer-1", null, false), (self.RelayerId, self.RelayerGroupId, self.Paused));

        // Sends, finds again, lists.
        var receiver = RelayCaller.FreshAddress();
        var sent = await relayer.SendTransactionAsync(Payload(receiver, 5), "order-1", stop);
        Assert.Equal((self.Address, Address.Parse(receiver).ToChecksum(), 5, 31337UL), (sent.From, sent.To, sent.Value, sent.ChainId));
        Assert.Matches("^0x[0-9a-f]{64}$", sent.Hash);
        Assert.Equal(sent.TransactionId, (await relayer.SendTransactionAsync(Payload(receiver, 5), "order-1", stop)).TransactionId);
        await UntilAsync(async () => (await relayer.GetTransactionAsync(sent.TransactionId, stop)).Status == "confirmed", stop);
        Assert.Equal(sent.TransactionId, (await relayer.GetTransactionByNonceAsync(sent.Nonce!.Value, stop)).TransactionId);
        Assert.Equal(5, await caller.BalanceAsync(receiver));
        var second = await relayer.SendTransactionAsync(Payload(receiver, 6), cancellationToken: stop);
        var newest = await relayer.ListTransactionsAsync(new ListTransactionsRequest { Limit = 1, Sort = "desc" }, stop);
        Assert.Equal(second.TransactionId, newest.Items.Single().TransactionId);
        Assert.Equal(sent.TransactionId, (await relayer.ListTransactionsAsync(new ListTransactionsRequest { Limit = 1, Sort = "desc", Next = newest.Next }, stop)).Items.Single().TransactionId);
        await UntilAsync(async () => (await relayer.GetRelayerStatusAsync(stop)) is { NumberOfPendingTransactions: 0, LastConfirmedTransaction: { } last } && last.Hash == second.Hash, stop);
        Assert.Equal(second.Nonce + 1, (await relayer.GetRelayerStatusAsync(stop)).Nonce);

        // Cancels and replaces what no block has.
        await MiningAsync(0, stop);
        var canceled = await relayer.SendTransactionAsync(Payload(receiver, 7), cancellationToken: stop);
        Assert.Contains(canceled.TransactionId, await relayer.CancelTransactionByIdAsync(canceled.TransactionId, stop), StringComparison.Ordinal);
        var replaced = await relayer.SendTransactionAsync(Payload(receiver, 8), cancellationToken: stop);
        var other = RelayCaller.FreshAddress();
        var replacing = relayer.ReplaceTransactionByNonceAsync(replaced.Nonce!.Value, Payload(other, 9), stop);
        await UntilUsedUpAsync(self.Address!, [canceled.Nonce!.Value, replaced.Nonce!.Value], stop);
        await MiningAsync(1, stop);
        var replacement = await replacing;
        Assert.NotEqual(replaced.TransactionId, replacement.TransactionId);
        await UntilAsync(async () => (await relayer.GetTransactionAsync(replacement.TransactionId, stop)).Status == "confirmed", stop);
        await UntilAsync(async () => (await relayer.GetTransactionAsync(canceled.TransactionId, stop)).Status == "failed", stop);
        Assert.Equal((11, 9), (await caller.BalanceAsync(receiver), await caller.BalanceAsync(other)));
        Assert.Equal("already_mined", (await Assert.ThrowsAsync<MsqProblemException>(() => relayer.ReplaceTransactionByIdAsync(sent.TransactionId, Payload(other, 1), stop))).Problem.Code);

        // Signs.
        var signed = await relayer.SignAsync(HexConvert.ToHex("hello"u8), stop);
        Assert.Equal(self.Address, Signer(PersonalMessage.SigningHash("hello"u8), signed));
        var (domain, message) = (Wallet.Domain.Separator(), Keccak256.Hash("an order"u8));
        var typed = await relayer.SignTypedDataAsync(HexConvert.ToHex(domain), HexConvert.ToHex(message), stop);
        Assert.Equal(self.Address, Signer(Keccak256.Hash([0x19, 0x01, .. domain, .. message]), typed));

        // Calls the chain.
        Assert.Equal("0x7a69", (await relayer.CallAsync("eth_chainId", [], stop)).Result!.Value.GetString());
        Assert.Equal(-32601, (await relayer.CallAsync("eth_newFilter", [new { fromBlock = "0x0" }], stop)).Error!.Code);
        var hash = (await relayer.CallAsync("eth_sendTransaction", [new { from = self.Address, to = other, value = "0xa", gas = "0xc350" }], stop)).Result!.Value.GetString();
        await UntilAsync(async () => (await relayer.CallAsync("eth_getTransactionReceipt", [hash], stop)).Result is { ValueKind: System.Text.Json.JsonValueKind.Object }, stop);
        Assert.Equal(19, await caller.BalanceAsync(other));
    }

    [Fact]
    public async Task A_key_that_is_unknown_is_refused_once_and_for_all()
    {
        using var wrong = Relayer("msq-somebody-elses-key");

        Assert.Equal(403, (await Assert.ThrowsAsync<MsqProblemException>(() => wrong.GetRelayerAsync())).Problem.Status);
    }

    private DefenderRelayer Relayer(string secret) => new(http, new DefenderRelayerOptions { ApiUrl = new Uri(server.Url, "defender"), ApiKey = "development-signer", ApiSecret = secret });

    private static RelayerTransactionPayload Payload(string to, int wei) => new() { To = to, Value = wei, GasLimit = 50_000, Speed = "fast" };

    private static string Signer(byte[] hash, SignedMessage signed)
    {
        Assert.Equal(signed.Sig, signed.R + signed.S[2..] + signed.V.ToString("x2", CultureInfo.InvariantCulture));
        return EthereumKey.Recover(hash, Signature.Read(HexConvert.ToBytes(signed.Sig))!.Value).ToChecksum();
    }

    private async Task MiningAsync(int seconds, CancellationToken cancellationToken) => await new JsonRpcClient(http, server.Chain.Url).CallAsync("evm_setIntervalMining", cancellationToken, seconds);

    // Until the node holds transfers of nothing with these nonces: what was cancelled is off when they are mined.
    private Task UntilUsedUpAsync(string sender, IReadOnlyList<ulong> nonces, CancellationToken cancellationToken) => UntilAsync(
        async () =>
        {
            var pool = (await new JsonRpcClient(http, server.Chain.Url).CallAsync("txpool_content", cancellationToken)).GetProperty("pending");
            var own = pool.EnumerateObject().Where(one => string.Equals(one.Name, sender, StringComparison.OrdinalIgnoreCase)).SelectMany(one => one.Value.EnumerateObject());
            return nonces.All(nonce => own.Any(one => one.Name == nonce.ToString(CultureInfo.InvariantCulture)
                && string.Equals(one.Value.GetProperty("to").GetString(), sender, StringComparison.OrdinalIgnoreCase)));
        },
        cancellationToken);

    private static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        while (!await condition())
            await Task.Delay(100, cancellationToken);
    }
}
