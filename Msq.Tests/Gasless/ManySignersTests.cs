using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.JsonRpc;
using Msq.Local.Contracts;
using Msq.Tests.EndToEnd;

namespace Msq.Tests.Gasless;

/// <summary>Against the system as in production.</summary>
[Collection(RealStackCollection.Name)]
public sealed class ManySignersTests(RealStack real)
{
    private const int Signers = 50;
    private const int Each = 10;

    [Fact]
    public async Task Five_hundred_requests_of_fifty_signers_in_random_order_are_all_executed_in_the_order_of_their_nonces()
    {
        using var api = real.Stack.CreateClient();
        var wallets = Enumerable.Range(0, Signers).Select(_ => new Wallet()).ToList();
        var bodies = wallets.SelectMany(wallet => Enumerable.Range(0, Each).Select(nonce => wallet.Body(wallet.Bump((ulong)nonce)))).ToArray();
        Random.Shared.Shuffle(bodies);

        var ids = await Task.WhenAll(bodies.Select(body => SubmitAsync(api, body)));

        foreach (var id in ids)
        {
            var ended = await real.Caller.EndAsync(id);
            Assert.True(ended.GetProperty("status").GetString() == "confirmed", $"{ended}");
        }

        using var http = new HttpClient();
        var nonces = await new EthereumNode(new JsonRpcClient(http, real.Stack.Chain.Url)).GetForwardNoncesAsync(
            [.. wallets.Select(wallet => (DevelopmentContracts.Forwarder, wallet.Address))], block: null, CancellationToken.None);
        Assert.All(nonces, nonce => Assert.Equal((ulong)Each, nonce));
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
