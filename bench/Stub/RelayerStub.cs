using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Msq.Local.Servers;

namespace Msq.Bench.Stub;

/// <summary>
/// Stands where OZ Relayers and their chain's node stand: takes every transaction, puts it into the next block, and can be made to take its time, or to hold its answers.
/// </summary>
internal sealed class RelayerStub : IAsyncDisposable
{
    public const ulong ChainId = 31337;

    /// <summary>A chain on which nothing happens.</summary>
    public const ulong StillChainId = 31338;

    /// <summary>From one block to the next.</summary>
    public static readonly TimeSpan BlockTime = TimeSpan.FromMilliseconds(250);

    private readonly WebApplication _app;
    private readonly StubChain _chain = new();
    private readonly ConcurrentDictionary<string, StubTransaction> _rows = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _mining;
    private readonly ConcurrentDictionary<string, long> _takenAt = [];
    private readonly ConcurrentDictionary<Guid, long> _toldAt = [];
    private TaskCompletionSource _gate = Open();
    private int _underWay;
    private int _peak;
    private int _taken;
    private long _lastTaken;

    private RelayerStub(Uri url)
    {
        Url = url;
        // It watches the files below its root: the servers' must not be among them.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url.ToString());
        _app = builder.Build();
        Map(new StubRpc(_chain, ChainId), new StubRpc(new StubChain(), StillChainId));
        _mining = MineAsync();
    }

    public Uri Url { get; }

    /// <summary>Its webhooks.</summary>
    public StubReports Reports { get; } = new();

    /// <summary>Whether its chain goes on: one that stands still gives its tracker nothing to do.</summary>
    public bool MakesBlocks { get; set; } = true;

    /// <summary>How long it takes to answer a POST.</summary>
    public TimeSpan PostTime { get; set; }

    /// <summary>POSTs at work at once, at most, since <see cref="Forget"/>.</summary>
    public int Peak => _peak;

    /// <summary>Transactions taken since <see cref="Forget"/>.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>When the last one was taken, as <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long LastTaken => Volatile.Read(ref _lastTaken);

    public static async Task<RelayerStub> StartAsync(CancellationToken cancellationToken)
    {
        var stub = new RelayerStub(new Uri($"http://127.0.0.1:{FreePort.Next()}"));
        await stub._app.StartAsync(cancellationToken);
        return stub;
    }

    /// <summary>Starts to count anew.</summary>
    public void Forget()
    {
        _takenAt.Clear();
        _toldAt.Clear();
        Volatile.Write(ref _taken, 0);
        Volatile.Write(ref _peak, 0);
    }

    /// <summary>When a POST with that calldata arrived, as <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long? TakenAt(string data) => _takenAt.TryGetValue(data, out var at) ? at : null;

    /// <summary>When the callback of a transaction arrived, as <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long? ToldAt(Guid transactionId) => _toldAt.TryGetValue(transactionId, out var at) ? at : null;

    /// <summary>POSTs wait from now on.</summary>
    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>POSTs go on.</summary>
    public void Release() => _gate.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _stopping.CancelAsync();
        await _mining;
        await Reports.DisposeAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private void Map(StubRpc rpc, StubRpc still)
    {
        _app.MapPost("/rpc", (JsonElement request) => Json(rpc.Answer(request)));
        _app.MapPost("/still", (JsonElement request) => Json(still.Answer(request)));
        _app.MapPost("/told", NoContent (JsonElement news) =>
        {
            _toldAt.TryAdd(news.GetProperty("data").GetProperty("transactionId").GetGuid(), Stopwatch.GetTimestamp());
            return TypedResults.NoContent();
        });
        var relayer = _app.MapGroup("/api/v1/relayers/{relayer}");
        relayer.MapGet("", (string relayer) => Data($$"""{"id":"{{relayer}}","paused":false,"system_disabled":false,"address":"{{AddressOf(relayer)}}"}"""));
        relayer.MapGet("/balance", () => Data("""{"balance":1000000000000000000,"unit":"wei"}"""));
        relayer.MapPost("/transactions", PostAsync);
        relayer.MapGet("/transactions/{id}", Results<ContentHttpResult, NotFound> (string id) => _rows.TryGetValue(id, out var row) ? Data(row.ToRow()) : TypedResults.NotFound());
        relayer.MapGet("/transactions", () => Json("""{"success":true,"data":[],"error":null,"pagination":{"current_page":1,"per_page":100,"total_items":0}}"""));
    }

    private async Task<IResult> PostAsync(string relayer, JsonElement body)
    {
        _takenAt.TryAdd(body.GetProperty("data").GetString()!, Stopwatch.GetTimestamp());
        var underWay = Interlocked.Increment(ref _underWay);
        InterlockedMax(ref _peak, underWay);
        await _gate.Task;
        if (PostTime > TimeSpan.Zero)
            await Task.Delay(PostTime);
        var row = new StubTransaction
        {
            Id = Guid.CreateVersion7().ToString(),
            Relayer = relayer,
            From = AddressOf(relayer),
            To = body.GetProperty("to").GetString()!,
            Value = "0x" + BigInteger.Parse(body.GetProperty("value").GetString()!, CultureInfo.InvariantCulture).ToString("x", CultureInfo.InvariantCulture).TrimStart('0').PadLeft(1, '0'),
            Data = body.GetProperty("data").GetString()!,
            GasLimit = body.GetProperty("gas_limit").GetUInt64(),
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        var answer = Data(row.ToRow());
        _rows[row.Id] = row;
        _chain.Take(row);
        Reports.Tell(row);
        Volatile.Write(ref _lastTaken, Stopwatch.GetTimestamp());
        Interlocked.Increment(ref _taken);
        Interlocked.Decrement(ref _underWay);
        return answer;
    }

    private async Task MineAsync()
    {
        using var timer = new PeriodicTimer(BlockTime);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                if (MakesBlocks)
                    _chain.Mine();
            }
        }
        catch (OperationCanceledException)
        {
            // It ends.
        }
    }

    private static string AddressOf(string relayer) => "0x" + Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(relayer)).PadLeft(40, '0')[^40..];

    private static ContentHttpResult Data(string data) => Json($$"""{"success":true,"data":{{data}},"error":null}""");

    private static ContentHttpResult Json(string text) => TypedResults.Text(text, "application/json");

    private static void InterlockedMax(ref int most, int now)
    {
        var seen = Volatile.Read(ref most);
        while (now > seen && Interlocked.CompareExchange(ref most, now, seen) is var other && other != seen)
            seen = other;
    }
}
