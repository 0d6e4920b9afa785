using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;

namespace Msq.Tests.EndToEnd;

/// <summary>RabbitMQ, MariaDB, Redis, and the three services as processes of their own.</summary>
[Collection(RealStackCollection.Name)]
public sealed class RealStackTests(RealStack real)
{
    private RelayCaller Caller => real.Caller;

    [Theory]
    [InlineData("1")]
    [InlineData("1000000000000000001")]
    public async Task A_value_arrives_on_chain_to_the_last_wei(string value)
    {
        var target = RelayCaller.FreshAddress();
        var ended = await Caller.EndAsync(await Caller.SubmitAsync(target, value));

        Assert.Equal("confirmed", ended.GetProperty("status").GetString());
        Assert.Equal(value, ended.GetProperty("value").GetString());
        Assert.Equal(BigInteger.Parse(value, CultureInfo.InvariantCulture), await Caller.BalanceAsync(target));
    }

    [Fact]
    public async Task The_largest_value_is_shown_exactly_and_fails_for_want_of_funds()
    {
        var largest = ((BigInteger.One << 256) - 1).ToString(CultureInfo.InvariantCulture);
        var ended = await Caller.EndAsync(await Caller.SubmitAsync(RelayCaller.FreshAddress(), largest));

        Assert.Equal("failed", ended.GetProperty("status").GetString());
        Assert.Equal(largest, ended.GetProperty("value").GetString());
        Assert.Equal("insufficient_funds", ended.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_thousand_transactions_at_once_are_confirmed_once_each_and_leave_no_message_behind()
    {
        var target = RelayCaller.FreshAddress();
        var values = Enumerable.Range(1, 1000).ToList();
        var ids = await Task.WhenAll(values.Select(value => Caller.SubmitAsync(target, value.ToString(CultureInfo.InvariantCulture))));
        var ended = new List<JsonElement>();
        foreach (var id in ids)
            ended.Add(await Caller.EndAsync(id));

        Assert.All(ended, one => Assert.Equal("confirmed", one.GetProperty("status").GetString()));
        Assert.Equal(1000, ended.Select(one => (one.GetProperty("from").GetString(), one.GetProperty("nonce").GetUInt64())).Distinct().Count());
        Assert.Equal(1000, ended.Select(one => one.GetProperty("transactionHash").GetString()).Distinct().Count());
        Assert.Equal(values.Sum(), await Caller.BalanceAsync(target));
        Assert.Empty(await ErrorMessagesAsync());
    }

    [Fact]
    public async Task A_relayer_signs_for_a_client_that_is_mapped_to_it()
    {
        using var http = new HttpClient { BaseAddress = real.Stack.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "msq-dev-signer-key");
        // Its address is known once a dispatcher has seen it.
        await Caller.EndAsync(await Caller.SubmitAsync(RelayCaller.FreshAddress(), "1"));
        var relayer = await http.GetFromJsonAsync<JsonElement>("/defender/relayers/self");

        using var signed = await http.PostAsJsonAsync("/defender/relayers/self/sign", new { message = HexConvert.ToHex("hello"u8) });

        var signature = Signature.Read(HexConvert.ToBytes((await signed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sig").GetString()!))!.Value;
        Assert.Equal(relayer.GetProperty("address").GetString(), EthereumKey.Recover(PersonalMessage.SigningHash("hello"u8), signature).ToChecksum());
    }

    [Fact]
    public async Task With_the_broker_away_a_transaction_is_accepted_and_sent_when_the_broker_is_back()
    {
        var target = RelayCaller.FreshAddress();
        await real.Stack.Broker.StopAsync();
        Guid id;
        try
        {
            id = await Caller.SubmitAsync(target, "9");
            Assert.Equal("queued", (await Caller.ReadAsync(id)).GetProperty("status").GetString());
        }
        finally
        {
            await real.Stack.Broker.StartAsync();
        }

        Assert.Equal("confirmed", (await Caller.EndAsync(id)).GetProperty("status").GetString());
        Assert.Equal(9, await Caller.BalanceAsync(target));
    }

    [Fact]
    public async Task With_the_database_away_nothing_is_accepted_and_the_client_is_told_when_to_try_again()
    {
        var target = RelayCaller.FreshAddress();
        var key = $"{Guid.CreateVersion7()}";
        await real.Stack.Database.StopAsync();
        try
        {
            using var refused = await Caller.PostAsync(new { to = target, value = "9" }, key);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }
        finally
        {
            await real.Stack.Database.StartAsync();
        }

        // Under a key that had been taken, another body would be refused.
        Assert.Equal("confirmed", (await Caller.EndAsync(await Caller.SubmitAsync(target, "1", key))).GetProperty("status").GetString());
        Assert.Equal(1, await Caller.BalanceAsync(target));
    }

    /// <summary>The messages that nobody could consume.</summary>
    private async Task<IReadOnlyList<string>> ErrorMessagesAsync()
    {
        using var management = real.Stack.Broker.CreateManagementClient();
        var queues = await management.GetFromJsonAsync<List<JsonElement>>("api/queues");
        var messages = new List<string>();
        foreach (var queue in queues!.Select(queue => queue.GetProperty("name").GetString()!).Where(name => name.EndsWith("_error", StringComparison.Ordinal)))
        {
            // The counters in the list are some seconds old: look into the queue itself.
            using var answer = await management.PostAsJsonAsync(
                $"api/queues/%2F/{queue}/get", new { count = 10, ackmode = "ack_requeue_true", encoding = "auto" });
            messages.AddRange((await answer.Content.ReadFromJsonAsync<List<JsonElement>>())!.Select(message => $"{queue}: {message}"));
        }

        return messages;
    }
}
