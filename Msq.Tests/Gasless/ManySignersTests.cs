using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.JsonRpc;
using Msq.Local.Contracts;
using Msq.Local.Servers;
using Msq.Local.Stack;
using Msq.Tests.DevRelayer;
using Msq.Tests.EndToEnd;

namespace Msq.Tests.Gasless;

/// <summary>Against the system as in production.</summary>
[Collection(RealStackCollection.Name)]
public sealed class ManySignersTests(RealStack real)
{
    [Fact]
    public async Task Five_hundred_requests_of_fifty_signers_in_random_order_are_all_executed_in_the_order_of_their_nonces()
    {
        var ended = await ExecuteAsync(real.Stack, signers: 50, each: 10);
        Assert.Equal(500, ended.Select(one => one.GetProperty("transactionHash").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Where_the_pool_has_batches_they_are_executed_all_the_same_in_far_fewer_transactions()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "config", "development")))
        {
            var text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(
                Path.Combine(folder.Path, Path.GetFileName(file)), text.Replace("    relayers:", "    batch: { maxRequests: 20, maxWaitMs: 500 }\n    relayers:", StringComparison.Ordinal));
        }

        await using var stack = await MsqStack.StartAsync(new StackOptions { Folder = Path.Combine(folder.Path, "stack"), ConfigFolder = folder.Path, Trackers = 2 });

        var ended = await ExecuteAsync(stack, signers: 30, each: 5);

        Assert.True(ended.Select(one => one.GetProperty("transactionHash").GetString()).Distinct().Count() <= 75, "Two in one on average, at least.");
    }

    private static async Task<IReadOnlyList<JsonElement>> ExecuteAsync(MsqStack stack, int signers, int each)
    {
        using var api = stack.CreateClient();
        using var caller = new RelayCaller(stack.CreateClient(), stack.Chain.Url);
        var wallets = Enumerable.Range(0, signers).Select(_ => new Wallet()).ToList();
        var bodies = wallets.SelectMany(wallet => Enumerable.Range(0, each).Select(nonce => wallet.Body(wallet.Bump((ulong)nonce)))).ToArray();
        Random.Shared.Shuffle(bodies);

        var ids = await Task.WhenAll(bodies.Select(body => SubmitAsync(api, body)));

        var all = new List<JsonElement>();
        foreach (var id in ids)
        {
            var ended = await caller.EndAsync(id);
            Assert.True(ended.GetProperty("status").GetString() == "confirmed", $"{ended}");
            all.Add(ended);
        }

        using var http = new HttpClient();
        var nonces = await new EthereumNode(new JsonRpcClient(http, stack.Chain.Url)).GetForwardNoncesAsync(
            [.. wallets.Select(wallet => (DevelopmentContracts.Forwarder, wallet.Address))], block: null, CancellationToken.None);
        Assert.All(nonces, nonce => Assert.Equal((ulong)each, nonce));
        return all;
    }

    private static async Task<Guid> SubmitAsync(HttpClient api, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await api.PostAsync(new Uri("/api/v1/relay/gasless", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("transactionId").GetGuid();
    }
}
