using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Msq.Local.Demo;

/// <summary>Follows one transaction by <c>GET /relay/status/{id}</c>: asks the service to hold its answer until something is new.</summary>
internal sealed class StatusReader(HttpClient api, string transactionId)
{
    // For a service that answers at once instead of holding: how long to leave it in peace.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private EntityTagHeaderValue? known;

    /// <summary>The next state that differs from the last one.</summary>
    public async Task<JsonElement> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/relay/status/{transactionId}{(known is null ? "" : "?wait=25")}");
            if (known is not null) request.Headers.IfNoneMatch.Add(known);
            using var answer = await api.SendAsync(request, cancellation);
            if (answer.StatusCode == HttpStatusCode.OK && (answer.Headers.ETag is null || !answer.Headers.ETag.Equals(known)))
            {
                known = answer.Headers.ETag;
                return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            }

            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NotModified))
                throw new DemoFailure($"GET {request.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
            await Task.Delay(PollInterval, cancellation);
        }
    }
}
