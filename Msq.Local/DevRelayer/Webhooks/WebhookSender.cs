using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Msq.Local.DevRelayer.Http;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Webhooks;

/// <summary>
/// Announces changes: snapshots, unordered, each tried five times and then dropped. What waits when the process ends is lost.
/// </summary>
internal sealed class WebhookSender : IAsyncDisposable
{
    private const int Workers = 30;
    private const int Attempts = 5;

    // The original sets no timeout: a receiver that hangs holds a worker for good.
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Channel<Delivery> waiting = Channel.CreateUnbounded<Delivery>();
    private readonly CancellationTokenSource stopping = new();
    private readonly DevRelayerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Task working;

    public WebhookSender(DevRelayerOptions options, TimeProvider time, ILogger<WebhookSender> logger)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        working = options.WebhookUrl is null ? Task.CompletedTask : Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync()));
    }

    public void Announce(TransactionRow row)
    {
        var payload = new JsonObject { ["payload_type"] = "transaction" };
        foreach (var (name, value) in TransactionJson.Of(row)) payload[name] = value?.DeepClone();
        Announce("transaction_update", payload);
    }

    /// <summary>Announces that a relayer could not start, or that it could after all.</summary>
    public void Announce(Relayer relayer, int retries)
    {
        var json = RelayerJson.Of(relayer, options);
        Announce("relayer_state_update", relayer.Disabled is { } reason
            ? new JsonObject { ["payload_type"] = "relayer_disabled", ["relayer"] = json, ["disable_reason"] = reason.Details }
            : new JsonObject { ["payload_type"] = "relayer_enabled", ["relayer"] = json, ["retry_count"] = retries });
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await stopping.CancelAsync();
        await working;
        http.Dispose();
        stopping.Dispose();
    }

    private void Announce(string name, JsonObject payload)
    {
        if (options.WebhookUrl is null) return;
        var id = RandomIds.Next();
        var body = Envelope.Bytes(new JsonObject
        {
            ["id"] = id,
            ["event"] = name,
            ["payload"] = payload,
            ["timestamp"] = TransactionJson.Time(time.GetUtcNow()),
        });
        foreach (var delay in options.WebhookDelays()) _ = QueueAsync(new Delivery(id, body), delay);
    }

    private async Task QueueAsync(Delivery delivery, TimeSpan delay)
    {
        if (delay > TimeSpan.Zero) await Task.Delay(delay, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        waiting.Writer.TryWrite(delivery);
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var delivery in waiting.Reader.ReadAllAsync(stopping.Token)) await DeliverAsync(delivery);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The relayer ends.
        }
    }

    private async Task DeliverAsync(Delivery delivery)
    {
        for (var attempt = 1; ; attempt++)
        {
            var problem = await TryDeliverAsync(delivery);
            if (problem is null) return;
            if (attempt == Attempts)
            {
                logger.LogWarning("Webhook {Id} was dropped after {Attempts} attempts: {Problem}", delivery.Id, Attempts, problem);
                return;
            }

            var wait = options.Timings.WebhookRetry * Math.Min(1 << (attempt - 1), 4);
            await Task.Delay(wait * (1 + (RandomNumberGenerator.GetInt32(100) / 100.0)), time, stopping.Token);
        }
    }

    /// <returns>What went wrong; null if it was taken.</returns>
    private async Task<string?> TryDeliverAsync(Delivery delivery)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.WebhookUrl) { Content = new ByteArrayContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (options.WebhookSigningKey is { } key) request.Headers.Add("X-Signature", WebhookSignature.Of(key, delivery.Body));
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping.Token);
            return answer.IsSuccessStatusCode ? null : $"answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    /// <summary>One notification; its id and body stay the same in every attempt.</summary>
    private sealed record Delivery(string Id, byte[] Body);
}
