using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Msq.Hosting.OzRelayer;
using Msq.Hosting.Pools;

namespace Msq.Dispatcher.OzRelayer;

/// <summary>The calls of OZ Relayer v1.3.0 that Msq makes. Nothing is ever repeated here.</summary>
internal sealed class OzRelayerClient(HttpClient http)
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    /// <summary>POSTs a transaction and judges the answer.</summary>
    /// <param name="relayer">The relayer.</param>
    /// <param name="chainId">Its chain.</param>
    /// <param name="body">The exact body.</param>
    /// <param name="deadline">When it is given up.</param>
    public async Task<PostOutcome> PostAsync(Relayer relayer, ulong chainId, string body, PostDeadline deadline)
    {
        using var timeout = new CancellationTokenSource(deadline.Left);
        try
        {
            using var request = Request(relayer, HttpMethod.Post, "/transactions");
            request.Content = new OnceContent(Encoding.UTF8.GetBytes(body), deadline);
            using var response = await http.SendAsync(request, timeout.Token);
            return Judge(relayer, chainId, response, await response.Content.ReadAsStringAsync(timeout.Token));
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError
            is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return new PostOutcome.NotTaken($"no connection: {exception.Message}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidOperationException)
        {
            return new PostOutcome.InDoubt($"the answer was lost: {exception.Message}");
        }
        catch (OperationCanceledException)
        {
            return new PostOutcome.InDoubt($"no answer within {deadline.Span.TotalSeconds:0.#} s");
        }
    }

    /// <summary>One transaction; null when the relayer does not know it (404).</summary>
    public Task<JsonElement?> GetTransactionAsync(Relayer relayer, string id, CancellationToken cancellationToken) =>
        GetAsync(relayer, $"/transactions/{Uri.EscapeDataString(id)}", cancellationToken);

    /// <summary>
    /// Cancels a transaction. Safe to repeat: a second call finds it cancelled, or about to be.
    /// </summary>
    /// <returns>The row afterwards; null when it cannot be cancelled any more, or is not known.</returns>
    public async Task<JsonElement?> CancelTransactionAsync(Relayer relayer, string id, CancellationToken cancellationToken) =>
        (await CallAsync(
            relayer, HttpMethod.Delete, $"/transactions/{Uri.EscapeDataString(id)}", [HttpStatusCode.NotFound, HttpStatusCode.BadRequest], cancellationToken)).Data;

    /// <summary>The relayer's own row; null when the OZ Relayer has none of that id (404).</summary>
    public Task<JsonElement?> GetRelayerAsync(Relayer relayer, CancellationToken cancellationToken) => GetAsync(relayer, "", cancellationToken);

    /// <summary>A page of the relayer's transactions, newest first, and the relayer's clock when it answered.</summary>
    public async Task<(IReadOnlyList<JsonElement> Rows, DateTimeOffset? Clock)> ListAsync(
        Relayer relayer, int page, int perPage, CancellationToken cancellationToken)
    {
        var (data, clock) = await GetWithClockAsync(relayer, $"/transactions?page={page}&per_page={perPage}", cancellationToken);
        return (data is { ValueKind: JsonValueKind.Array } rows ? [.. rows.EnumerateArray()] : [], clock);
    }

    private async Task<JsonElement?> GetAsync(Relayer relayer, string path, CancellationToken cancellationToken) =>
        (await GetWithClockAsync(relayer, path, cancellationToken)).Data;

    private Task<(JsonElement? Data, DateTimeOffset? Clock)> GetWithClockAsync(Relayer relayer, string path, CancellationToken cancellationToken) =>
        CallAsync(relayer, HttpMethod.Get, path, [HttpStatusCode.NotFound], cancellationToken);

    private async Task<(JsonElement? Data, DateTimeOffset? Clock)> CallAsync(
        Relayer relayer, HttpMethod method, string path, HttpStatusCode[] nothing, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadLimit);
        try
        {
            using var request = Request(relayer, method, path);
            using var response = await http.SendAsync(request, limit.Token);
            if (nothing.Contains(response.StatusCode))
                return (null, response.Headers.Date);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new RelayerUnavailableException($"{relayer.Id} answered HTTP {(int)response.StatusCode}", response.StatusCode);
            using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(limit.Token));
            return (document.RootElement.GetProperty("data").Clone(), response.Headers.Date);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or KeyNotFoundException or InvalidOperationException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RelayerUnavailableException($"{relayer.Id} does not answer: {exception.Message}", null);
        }
    }

    private static PostOutcome Judge(Relayer relayer, ulong chainId, HttpResponseMessage response, string body)
    {
        var words = Words(body);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK when Data(body) is { } row && RelayerReportReader.Read(row, chainId) is { } report
                && RelayerReportReader.Text(row, "relayer_id") == relayer.RelayerId:
                return new PostOutcome.Accepted(report);
            case HttpStatusCode.BadRequest:
                return new PostOutcome.Refused(words);
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests:
                return new PostOutcome.NotTaken($"HTTP {(int)response.StatusCode}: {words}", response.Headers.RetryAfter?.Delta);
            default:
                return new PostOutcome.InDoubt($"HTTP {(int)response.StatusCode}: {words}");
        }
    }

    private static JsonElement? Data(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True
                && document.RootElement.TryGetProperty("data", out var data) ? data.Clone() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Words(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return RelayerReportReader.Text(document.RootElement, "error") ?? Clip(body);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Clip(body);
        }
    }

    private static string Clip(string text) => text.Length <= 300 ? text : text[..300];

    private static HttpRequestMessage Request(Relayer relayer, HttpMethod method, string path)
    {
        var root = relayer.Url.AbsoluteUri.TrimEnd('/');
        var request = new HttpRequestMessage(method, new Uri($"{root}/api/v1/relayers/{Uri.EscapeDataString(relayer.RelayerId)}{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", relayer.ApiKey);
        return request;
    }
}

/// <summary>The relayer gave no answer that can be used: nothing may be concluded.</summary>
internal sealed class RelayerUnavailableException(string message, HttpStatusCode? status) : Exception(message)
{
    /// <summary>The status that it answered, if it answered.</summary>
    public HttpStatusCode? Status { get; } = status;
}
