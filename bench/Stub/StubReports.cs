using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace Msq.Bench.Stub;

/// <summary>Reports by webhook what was taken, a set time after it was: late enough for the answer to the POST to be there.</summary>
internal sealed class StubReports : IAsyncDisposable
{
    private const int Senders = 4;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);
    private readonly Channel<(StubTransaction Row, DateTimeOffset Due)> _waiting = Channel.CreateUnbounded<(StubTransaction, DateTimeOffset)>();
    private readonly HttpClient _http = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _sending = Task.CompletedTask;

    /// <summary>Begins to send.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="key">What to sign with.</param>
    public void Begin(Uri url, string key) => _sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAsync(url, Encoding.UTF8.GetBytes(key))));

    /// <summary>Has a transaction reported.</summary>
    public void Tell(StubTransaction row) => _waiting.Writer.TryWrite((row, TimeProvider.System.GetUtcNow() + Delay));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task SendAsync(Uri url, byte[] key)
    {
        await foreach (var (row, due) in _waiting.Reader.ReadAllAsync(_stopping.Token))
        {
            if (due - TimeProvider.System.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, _stopping.Token);
            var body = Encoding.UTF8.GetBytes($$"""{"id":"{{Guid.CreateVersion7()}}","event":"transaction_update","payload":{"payload_type":"transaction",{{row.ToRow()[1..]}},"timestamp":"{{row.CreatedAt:O}}"}""");
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Headers.Add("X-Signature", Convert.ToBase64String(HMACSHA256.HashData(key, body)));
            using var answer = await _http.SendAsync(request, _stopping.Token);
            answer.EnsureSuccessStatusCode();
        }
    }
}
