using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Msq.Local;

namespace Msq.Tests.Chaos;

/// <summary>
/// Clients that submit calls of the counter. One whose answer is lost asks again with the same key, for as long as it takes; some send the same payload as
/// others, some give a time limit, some change their mind.
/// </summary>
public sealed class ChaosClients : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly IReadOnlyList<HttpClient> _apis;
    private readonly Random _random;
    private readonly string _counter;
    private readonly List<string> _marks = [];
    private readonly ConcurrentBag<Submission> _taken = [];
    private readonly ConcurrentBag<string> _refusals = [];
    private readonly SemaphoreSlim _atOnce = new(24);
    private readonly List<Task> _working = [];
    private int _turn;

    public ChaosClients(ChaosWorld world, int seed)
    {
        _random = new Random(seed);
        _counter = world.Counter.Address;
        _apis = [.. world.Stack.Apis.Select(api => Development.CreateClient(api.Url))];
        foreach (var api in _apis)
            api.Timeout = TimeSpan.FromSeconds(10);
    }

    /// <summary>What was answered with 202.</summary>
    public IReadOnlyCollection<Submission> Taken => _taken;

    /// <summary>What was refused, which should not happen.</summary>
    public IReadOnlyCollection<string> Refusals => _refusals;

    /// <summary>Submits, in the background.</summary>
    public void Submit(int count)
    {
        for (var i = 0; i < count; i++)
            _working.Add(SubmitAsync(Next()));
    }

    /// <summary>Waits until everything that was submitted is answered.</summary>
    public Task AnsweredAsync() => Task.WhenAll(_working);

    /// <summary>A transaction's state; null when the API does not know it.</summary>
    public async Task<JsonElement?> ReadAsync(Guid id)
    {
        using var answer = await Api().GetAsync($"/api/v1/relay/status/{id}");
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    public void Dispose()
    {
        foreach (var api in _apis)
            api.Dispose();
        _atOnce.Dispose();
    }

    // Every draw happens here, in order, so that a seed replays.
    private Draft Next()
    {
        var isEqual = _marks.Count > 0 && _random.Next(10) == 0;
        var mark = isEqual ? _marks[_random.Next(_marks.Count)] : NewMark();
        var body = new JsonObject { ["to"] = _counter, ["data"] = mark };
        if (_random.Next(10) < 7)
            body["gasLimit"] = 60_000;
        if (_random.Next(10) == 0)
            body["validUntil"] = DateTimeOffset.UnixEpoch.AddSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + _random.Next(15, 60)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var cancelsAfter = _random.Next(12) == 0 ? TimeSpan.FromMilliseconds(_random.Next(3000)) : (TimeSpan?)null;
        return new Draft($"chaos-{Guid.CreateVersion7()}", mark, body.ToJsonString(), cancelsAfter);
    }

    private string NewMark()
    {
        var bytes = new byte[32];
        _random.NextBytes(bytes);
        _marks.Add("0x" + Convert.ToHexStringLower(bytes));
        return _marks[^1];
    }

    private async Task SubmitAsync(Draft draft)
    {
        await _atOnce.WaitAsync();
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!await TrySubmitAsync(draft, patience.Token))
                await Task.Delay(250, patience.Token);
        }
        catch (OperationCanceledException)
        {
            _refusals.Add($"{draft.Key}: no answer within {Patience}");
        }
        finally
        {
            _atOnce.Release();
        }
    }

    /// <returns>False when it has to be tried again.</returns>
    private async Task<bool> TrySubmitAsync(Draft draft, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/relay/direct") { Headers = { { "Idempotency-Key", draft.Key } } };
            request.Content = new StringContent(draft.Body, null, "application/json");
            using var answer = await Api().SendAsync(request, cancellationToken);
            if ((int)answer.StatusCode >= 500 || answer.StatusCode == HttpStatusCode.TooManyRequests)
                return false;
            if (answer.StatusCode != HttpStatusCode.Accepted)
            {
                var words = await answer.Content.ReadAsStringAsync(cancellationToken);
                // Its time was over before it ever got through.
                if (!words.Contains("validUntil", StringComparison.Ordinal))
                    _refusals.Add($"{draft.Key}: {(int)answer.StatusCode} {words}");
                return true;
            }

            var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("transactionId").GetGuid();
            _taken.Add(new Submission(id, draft.Mark));
            if (draft.CancelsAfter is { } wait)
                await CancelAsync(id, wait, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task CancelAsync(Guid id, TimeSpan wait, CancellationToken cancellationToken)
    {
        await Task.Delay(wait, cancellationToken);
        try
        {
            // Too late is an answer as good as any, and so is none: the chain decides.
            using var answer = await Api().DeleteAsync($"/api/v1/relay/transactions/{id}", cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The client has changed its mind and does not care any more.
        }
    }

    private HttpClient Api() => _apis[(int)((uint)Interlocked.Increment(ref _turn) % (uint)_apis.Count)];

    private sealed record Draft(string Key, string Mark, string Body, TimeSpan? CancelsAfter);
}

/// <summary>A transaction that was accepted, and the mark that it counts.</summary>
public sealed record Submission(Guid Id, string Mark);
