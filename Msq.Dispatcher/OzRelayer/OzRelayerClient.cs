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
    // OZ Relayer v1.3.0's words for a valid_until that is over by its clock.
    private const string PastValidUntil = "The validUntil time cannot be in the past";
    private static readonly TimeSpan LateRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    /// <summary>POSTs a transaction and judges the answer.</summary>
    /// <param name="relayer">The relayer.</param>
    /// <param name="chainId">Its chain.</param>
    /// <param name="body">The exact body.</param>
    /// <param name="deadline">When it is given up.</param>
    public async Task<PostOutcome> PostAsync(Relayer relayer, ulong chainId, string body, PostDeadline deadline)
    {
        using var timeout = new CancellationTokenSource(deadline.Left);
        using var content = new OnceContent(Encoding.UTF8.GetBytes(body), deadline);
        try
        {
            using var request = Request(relayer, HttpMethod.Post, "/transactions");
            request.Content = content;
            using var response = await http.SendAsync(request, timeout.Token);
            return Judge(relayer, chainId, response, await response.Content.ReadAsStringAsync(timeout.Token));
        }
        catch (Exception exception)
        {
            var isOver = exception is OperationCanceledException && timeout.IsCancellationRequested;
            if (content.TryGiveUp())
                return new PostOutcome.NotTaken($"nothing was sent: {(isOver ? $"no connection within {deadline.Span.TotalSeconds:0.#} s" : exception.Message)}");
            return new PostOutcome.InDoubt(isOver ? $"no answer within {deadline.Span.TotalSeconds:0.#} s" : $"the answer was lost: {exception.Message}");
        }
    }

    /// <summary>One transaction; null when the relayer does not know it (404).</summary>
    public Task<JsonElement?> GetTransactionAsync(Relayer relayer, string id, CancellationToken cancellationToken) =>
        GetAsync(relayer, $"/transactions/{Uri.EscapeDataString(id)}", cancellationToken);

    /// <summary>
    /// Cancels a transaction. Safe to repeat: a second call finds it cancelled, or about to be.
    /// </summary>
    /// <returns>The row afterwards; null when it cannot be cancelled any more, or is not known.</returns>
    public async Task<JsonElement?> CancelTransactionAsync(Relayer relayer, string id, CancellationToken cancellationToken)
    {
        var (root, _) = await CallAsync(
            relayer, HttpMethod.Delete, $"/transactions/{Uri.EscapeDataString(id)}", [HttpStatusCode.NotFound, HttpStatusCode.BadRequest], cancellationToken);
        return DataOf(relayer, root);
    }

    /// <summary>Has the relayer sign something that is not sent to the chain. Safe to repeat.</summary>
    /// <param name="relayer">The relayer.</param>
    /// <param name="path"><c>/sign</c> or <c>/sign-typed-data</c>.</param>
    /// <param name="body">What is to be signed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns><c>r</c>, <c>s</c>, <c>v</c> and <c>sig</c>, in hex without <c>0x</c>; null when the OZ Relayer has no such relayer (404).</returns>
    public async Task<JsonElement?> SignAsync(Relayer relayer, string path, object body, CancellationToken cancellationToken)
    {
        var (root, _) = await CallAsync(relayer, HttpMethod.Post, path, [HttpStatusCode.NotFound], cancellationToken, body);
        return DataOf(relayer, root);
    }

    /// <summary>The relayer's own row; null when the OZ Relayer has none of that id (404).</summary>
    public Task<JsonElement?> GetRelayerAsync(Relayer relayer, CancellationToken cancellationToken) => GetAsync(relayer, "", cancellationToken);

    /// <summary>What the relayer's node says of its balance: <c>balance</c> in wei, a number of any length.</summary>
    public Task<JsonElement?> GetBalanceAsync(Relayer relayer, CancellationToken cancellationToken) => GetAsync(relayer, "/balance", cancellationToken);

    /// <summary>A page of the relayer's transactions, newest first. A relayer that the OZ Relayer does not have (404) has none.</summary>
    public async Task<RelayerPage> ListAsync(Relayer relayer, int page, int perPage, CancellationToken cancellationToken)
    {
        var (root, clock) = await CallAsync(
            relayer, HttpMethod.Get, $"/transactions?page={page}&per_page={perPage}", [HttpStatusCode.NotFound], cancellationToken);
        if (root is not { } answer)
            return new RelayerPage([], clock, perPage, 0);
        if (!answer.TryGetProperty("data", out var rows) || rows.ValueKind != JsonValueKind.Array)
            throw new RelayerUnavailableException($"{relayer.Id} answers with no list", null);
        var hasPaging = answer.TryGetProperty("pagination", out var paging) && paging.ValueKind == JsonValueKind.Object;
        return new RelayerPage(
            [.. rows.EnumerateArray()],
            clock,
            hasPaging && RelayerReportReader.Number(paging, "per_page") is { } size && size < perPage ? (int)size : perPage,
            hasPaging && RelayerReportReader.Number(paging, "total_items") is { } total && total <= long.MaxValue ? (long)total : null);
    }

    private async Task<JsonElement?> GetAsync(Relayer relayer, string path, CancellationToken cancellationToken)
    {
        var (root, _) = await CallAsync(relayer, HttpMethod.Get, path, [HttpStatusCode.NotFound], cancellationToken);
        return DataOf(relayer, root);
    }

    private static JsonElement? DataOf(Relayer relayer, JsonElement? root)
    {
        if (root is not { } answer)
            return null;
        return answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            ? data
            : throw new RelayerUnavailableException($"{relayer.Id} answers with nothing that can be read", null);
    }

    // The envelope; null when the relayer answers that there is nothing.
    private async Task<(JsonElement? Root, DateTimeOffset? Clock)> CallAsync(
        Relayer relayer, HttpMethod method, string path, HttpStatusCode[] nothing, CancellationToken cancellationToken, object? body = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadLimit);
        try
        {
            using var request = Request(relayer, method, path);
            if (body is not null)
                request.Content = JsonContent.Create(body);
            using var response = await http.SendAsync(request, limit.Token);
            if (nothing.Contains(response.StatusCode))
                return (null, response.Headers.Date);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new RelayerUnavailableException($"{relayer.Id} answered HTTP {(int)response.StatusCode}", response.StatusCode);
            using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(limit.Token));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (document.RootElement.Clone(), response.Headers.Date)
                : throw new RelayerUnavailableException($"{relayer.Id} answers with nothing that can be read", null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidOperationException
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
            // Not the transaction's fault but its time's: the row knows whether the client's is over too, or only the attempt's.
            case HttpStatusCode.BadRequest when words == PastValidUntil:
                return new PostOutcome.NotTaken(words, LateRetry);
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

/// <summary>A page of a relayer's list.</summary>
/// <param name="Rows">The rows, newest first.</param>
/// <param name="Clock">The relayer's clock when it answered; null when it did not tell.</param>
/// <param name="Size">How many rows a full page has.</param>
/// <param name="Total">How many rows the list has; null when the relayer did not tell.</param>
internal sealed record RelayerPage(IReadOnlyList<JsonElement> Rows, DateTimeOffset? Clock, int Size, long? Total);

/// <summary>The relayer gave no answer that can be used: nothing may be concluded.</summary>
internal sealed class RelayerUnavailableException(string message, HttpStatusCode? status) : Exception(message)
{
    /// <summary>The status that it answered, if it answered.</summary>
    public HttpStatusCode? Status { get; } = status;
}
