using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Numerics;
using System.Text.Json;
using Msq.Hosting;
using Msq.Local;
using Msq.Local.Stack;
using Msq.Tests.Chaos;

namespace Msq.Tests.EndToEnd;

/// <summary>Deploys under load: every service runs twice, and is told to end (SIGTERM) and started again, one copy after the other.</summary>
[Collection(AloneCollection.Name)]
public sealed class RollingRestartTests : IAsyncLifetime
{
    private const int LeastInARound = 20;
    private readonly string _target = RelayCaller.FreshAddress();
    private readonly ConcurrentBag<Guid> _submitted = [];
    private readonly List<TcpProxy> _proxies = [];
    private DeployWorld _world = null!;
    private IReadOnlyList<HttpClient> _apis = [];
    private int _values;
    private volatile bool _isOver;

    public async Task InitializeAsync()
    {
        _world = await DeployWorld.StartAsync(copies: 2, stack => [.. stack.Relayers.Select(Slow)]);
        _apis = [.. _world.Stack.Apis.Select(api => Development.CreateClient(api.Url))];
    }

    public async Task DisposeAsync()
    {
        foreach (var api in _apis)
            api.Dispose();
        await _world.DisposeAsync();
        foreach (var proxy in _proxies)
            await proxy.DisposeAsync();
    }

    [Fact]
    public Task Three_rolling_restarts_of_every_service_leave_nothing_in_doubt_and_every_transaction_confirmed() => RestartAllAsync(rounds: 3);

    [Fact]
    [Trait("Suite", "chaos")]
    public Task Ten_rolling_restarts_of_every_service_leave_nothing_in_doubt_and_every_transaction_confirmed() => RestartAllAsync(rounds: 10);

    private async Task RestartAllAsync(int rounds)
    {
        var clients = Enumerable.Range(0, 4).Select(_ => SubmitAsync()).ToList();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var copy in new[] { 0, 1 })
                await Task.WhenAll(
                    RestartAsync(_world.Stack.Apis[copy]), RestartAsync(_world.Stack.Dispatchers[copy]), RestartAsync(_world.Stack.Trackers[copy]));
        }

        _isOver = true;
        await Task.WhenAll(clients);
        foreach (var id in _submitted)
        {
            var ended = await _world.Caller.EndAsync(id);
            Assert.True(ended.GetProperty("status").GetString() == "confirmed", ended.ToString());
        }

        Assert.InRange(_submitted.Count, rounds * LeastInARound, int.MaxValue);
        Assert.Equal((BigInteger)_values * (_values + 1) / 2, await _world.Caller.BalanceAsync(_target));
        Assert.Equal(0, await _world.Records.LinesAsync("in_doubt"));
    }

    // So slow that each restart finds POSTs that are not answered yet.
    private Uri Slow(DevRelayerProcess relayer)
    {
        var proxy = new TcpProxy(relayer.Url.Port);
        proxy.Spoil(new ProxyRule("POST /"u8.ToArray(), int.MaxValue, TimeSpan.FromSeconds(1)));
        _proxies.Add(proxy);
        return new Uri($"http://127.0.0.1:{proxy.Port}");
    }

    private static async Task RestartAsync(ServiceProcess service)
    {
        var clock = Stopwatch.StartNew();
        await service.StopAsync();
        Assert.True(service.ExitCode == 0, $"{service.Name} ended with {service.ExitCode}; its log is {service.LogFile}");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, MsqProcess.LongestStop);
        await service.StartAsync();
    }

    private async Task SubmitAsync()
    {
        while (!_isOver)
        {
            var value = Interlocked.Increment(ref _values).ToString(CultureInfo.InvariantCulture);
            _submitted.Add(await SubmitAsync(value));
            // Some six a second of all clients together: the machine is to be busy, not its measure to be taken.
            await Task.Delay(TimeSpan.FromMilliseconds(600));
        }
    }

    // As a client does that has two addresses: what is not accepted is sent to the other one, with the same key.
    private async Task<Guid> SubmitAsync(string value)
    {
        var clock = Stopwatch.StartNew();
        for (var turn = 0; clock.Elapsed < TimeSpan.FromMinutes(1); turn++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/relay/direct") { Content = JsonContent.Create(new { to = _target, value }) };
                request.Headers.Add("Idempotency-Key", $"rolling-{value}");
                using var response = await _apis[turn % _apis.Count].SendAsync(request);
                if (response.StatusCode == HttpStatusCode.Accepted)
                    return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("transactionId").GetGuid();
                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            }
            catch (HttpRequestException)
            {
                // This copy is being restarted.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"value {value} was accepted by nobody");
    }
}
