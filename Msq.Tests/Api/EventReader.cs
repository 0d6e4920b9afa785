using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Msq.Tests.Api;

/// <summary>A client of a transaction's events.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventReader(HttpClient http, HttpResponseMessage response, Stream body)
    {
        _http = http;
        Response = response;
        _events = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    public HttpResponseMessage Response { get; }

    public static async Task<EventReader> OpenAsync(ApiWorld world, Guid id, string? last = null)
    {
        var http = world.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/relay/transactions/{id}/events");
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new EventReader(http, response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null when the stream has ended as it should.</summary>
    public async Task<(string Id, string Event, string Data)?> NextAsync()
    {
        if (!await _events.MoveNextAsync().AsTask().WaitAsync(Deadline))
            return null;
        var item = _events.Current;
        using var json = JsonDocument.Parse(item.Data);
        return (item.EventId!, json.RootElement.GetProperty("event").GetString()!, item.Data);
    }

    public ValueTask DisposeAsync()
    {
        Response.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
