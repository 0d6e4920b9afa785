using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Msq.Tests.EndToEnd;

[Collection("real stack")]
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
        Assert.Equal(values.Sum(), await Caller.BalanceAsync(target));
        Assert.Equal(0, await ErrorMessagesAsync());
    }

    [Fact]
    public async Task With_the_broker_away_a_transaction_is_accepted_and_sent_when_the_broker_is_back()
    {
        await real.Stack.Broker.StopAsync();
        Guid id;
        try
        {
            id = await Caller.SubmitAsync(RelayCaller.FreshAddress(), "9");
            Assert.Equal("queued", (await Caller.ReadAsync(id)).GetProperty("status").GetString());
        }
        finally
        {
            await real.Stack.Broker.StartAsync();
        }

        Assert.Equal("confirmed", (await Caller.EndAsync(id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task With_the_database_away_nothing_is_accepted_and_the_client_is_told_when_to_try_again()
    {
        var target = RelayCaller.FreshAddress();
        await real.Stack.Database.StopAsync();
        try
        {
            using var refused = await Caller.PostAsync(new { to = target, value = "9" });
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }
        finally
        {
            await real.Stack.Database.StartAsync();
        }

        Assert.Equal("confirmed", (await Caller.EndAsync(await Caller.SubmitAsync(RelayCaller.FreshAddress(), "1"))).GetProperty("status").GetString());
        Assert.Equal(0, await Caller.BalanceAsync(target));
    }

    private async Task<int> ErrorMessagesAsync()
    {
        using var management = new HttpClient();
        var user = new Uri(real.Stack.Broker.ConnectionString).UserInfo;
        management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user))));
        using var queues = JsonDocument.Parse(await management.GetStringAsync(new Uri(real.Stack.Broker.Management, "/api/queues")));
        return queues.RootElement.EnumerateArray()
            .Where(queue => queue.GetProperty("name").GetString()!.EndsWith("_error", StringComparison.Ordinal))
            .Sum(queue => queue.TryGetProperty("messages", out var messages) ? messages.GetInt32() : 0);
    }
}
