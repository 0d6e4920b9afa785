using System.Net;
using System.Text.Json;

namespace Msq.Sdk.Requests;

/// <summary>
/// Sends requests, and repeats them when the network or the server asks for it. That doubles nothing: reading and cancelling may be repeated, and a submission carries a key under
/// which the server knows it again.
/// </summary>
internal sealed class ApiChannel(HttpClient http, Uri api, Credentials credentials, RetryOptions options, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>An address below another one, whose own path is kept.</summary>
    public static Uri Below(Uri address, string path) => new($"{address.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>Sends it until there is an answer that it makes no sense to ask for again; that may be an error.</summary>
    /// <exception cref="MsqUnreachableException">There was none.</exception>
    public async Task<HttpResponseMessage> SendAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var renewed = false;
        for (var tries = 1; ; tries++)
        {
            var (answer, failure) = await TryAsync(call, cancellationToken);
            if (answer is { StatusCode: HttpStatusCode.Unauthorized } && !renewed)
            {
                renewed = true;
                if (await credentials.RenewAsync(answer.RequestMessage?.Headers.Authorization, cancellationToken))
                {
                    answer.Dispose();
                    continue;
                }
            }

            if (answer is not null && !IsPassing(answer.StatusCode))
                return answer;

            var delay = RetryAfter(answer) ?? Backoff(tries);
            if (tries > options.MaxRetries || delay > options.MaxRetryDelay)
                return answer ?? throw new MsqUnreachableException(api, tries, call.IdempotencyKey, failure!);
            answer?.Dispose();
            await Task.Delay(delay, time, cancellationToken);
        }
    }

    /// <summary>Sends it once, and leaves the answer's body to be read as it comes. Null when there was no answer.</summary>
    public async Task<HttpResponseMessage?> OpenAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await TryAsync(call, cancellationToken, HttpCompletionOption.ResponseHeadersRead)).Answer;

    /// <summary>Sends it, and reads the answer's body.</summary>
    /// <exception cref="MsqProblemException">It was refused.</exception>
    /// <exception cref="MsqUnreachableException">There was no answer.</exception>
    public async Task<T> ReadAsync<T>(ApiCall call, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(call, cancellationToken);
        return await ReadAsync<T>(call, answer, cancellationToken);
    }

    /// <summary>Reads an answer's body.</summary>
    /// <exception cref="MsqProblemException">It is a refusal, or nothing that Msq answers.</exception>
    public async Task<T> ReadAsync<T>(ApiCall call, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        if (answer.IsSuccessStatusCode && Parse<T>(body) is { } read)
            return read;
        throw new MsqProblemException(ProblemReader.Read(answer, body), call.IdempotencyKey, RetryAfter(answer));
    }

    private static T? Parse<T>(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, MsqJson.Options);
        }
        catch (JsonException)
        {
            return default; // told as a problem, with the beginning of what came
        }
    }

    // Usually the body is part of the try: a connection may also be cut in the middle of it.
    private async Task<(HttpResponseMessage? Answer, Exception? Failure)> TryAsync(
        ApiCall call, CancellationToken cancellationToken, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var timeout = new CancellationTokenSource(options.AttemptTimeout + call.Wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var message = call.ToMessage(api);
        try
        {
            await credentials.ApplyAsync(message, either.Token);
            return (await http.SendAsync(message, completion, either.Token), null);
        }
        catch (HttpRequestException exception)
        {
            return (null, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, new TimeoutException($"there was no answer after {(options.AttemptTimeout + call.Wait).TotalSeconds:0} s", exception));
        }
    }

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private TimeSpan? RetryAfter(HttpResponseMessage? answer) => answer?.Headers.RetryAfter switch
    {
        { Delta: { } delay } => delay,
        { Date: { } date } => date - time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero,
        _ => null,
    };

    // Twice as long each time, up to a half less at random: clients that failed together shall not come back together.
    private TimeSpan Backoff(int tries)
    {
        var full = Math.Min(FirstDelay.TotalMilliseconds * Math.Pow(2, tries - 1), options.MaxRetryDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (1 - (Random.Shared.NextDouble() / 2)));
    }
}
