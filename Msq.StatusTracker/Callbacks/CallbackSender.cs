using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Msq.Hosting.Callbacks;
using Msq.Storage.Callbacks;

namespace Msq.StatusTracker.Callbacks;

/// <summary>Makes one attempt at a delivery.</summary>
internal sealed class CallbackSender(CallbackConnections connections, TimeProvider time)
{
    /// <summary>How long an attempt may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Signs and POSTs it. Whatever goes wrong is an outcome.</summary>
    public async Task<DeliveryOutcome> SendAsync(CallbackDelivery delivery, CallbackEndpoint endpoint, Uri url)
    {
        using var request = Request(delivery, endpoint, url);
        // By the machine's own clock, and whoever is stopping: what was begun is finished.
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            using var answer = await connections.Of(endpoint.AllowPrivate).SendAsync(request, limit.Token);
            return Outcome(answer);
        }
        catch (OperationCanceledException)
        {
            return DeliveryOutcome.Failed($"no answer within {Limit.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            return DeliveryOutcome.Failed(Reason(exception));
        }
    }

    private HttpRequestMessage Request(CallbackDelivery delivery, CallbackEndpoint endpoint, Uri url)
    {
        var id = CallbackEvent.IdOf(delivery.EventId);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body)) { Headers = { ContentType = Json } } };
        request.Headers.Add("User-Agent", "Msq");
        request.Headers.Add(CallbackEvent.IdHeader, id);
        foreach (var (name, value) in endpoint.Signer.Headers(id, time.GetUtcNow(), delivery.Body))
            request.Headers.Add(name, value);
        return request;
    }

    private DeliveryOutcome Outcome(HttpResponseMessage answer)
    {
        if (answer.IsSuccessStatusCode)
            return DeliveryOutcome.Taken((int)answer.StatusCode);
        if (answer.StatusCode == HttpStatusCode.Gone)
            return DeliveryOutcome.Gone;
        var wish = answer.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - time.GetUtcNow()) : null;
        return new DeliveryOutcome((int)answer.StatusCode, $"answered {(int)answer.StatusCode}", wish);
    }

    private static string Reason(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AddressRefused or SocketException or System.Security.Authentication.AuthenticationException)
                return cause.Message;
        }

        return exception.Message;
    }
}

/// <summary>What came of an attempt.</summary>
/// <param name="Answer">The HTTP status; null when there was no answer.</param>
/// <param name="Error">Why it failed, in words; null when it was taken.</param>
/// <param name="RetryAfter">How long the receiver wants to be left alone.</param>
internal sealed record DeliveryOutcome(int? Answer, string? Error, TimeSpan? RetryAfter = null)
{
    /// <summary>The receiver is gone for good.</summary>
    public static DeliveryOutcome Gone { get; } = new((int)HttpStatusCode.Gone, "answered 410: it is gone");

    /// <summary>The receiver has it.</summary>
    public static DeliveryOutcome Taken(int answer) => new(answer, Error: null);

    /// <summary>There was no answer.</summary>
    public static DeliveryOutcome Failed(string reason) => new(Answer: null, reason);
}
