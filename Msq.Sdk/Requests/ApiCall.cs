using System.Net.Http.Headers;
using System.Text.Json;

namespace Msq.Sdk.Requests;

/// <summary>One request, which may be sent several times: always the same bytes, under the same key.</summary>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Path">Relative to the API.</param>
internal sealed record ApiCall(HttpMethod Method, string Path)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>The body, as JSON.</summary>
    public byte[]? Body { get; private init; }

    /// <summary>What makes it safe to repeat a submission.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The state that is known already.</summary>
    public EntityTagHeaderValue? Known { get; init; }

    /// <summary>How long the server may hold its answer back.</summary>
    public TimeSpan Wait { get; init; }

    public static ApiCall Get(string path) => new(HttpMethod.Get, path);

    public static ApiCall Post(string path, object body) => new(HttpMethod.Post, path) { Body = JsonSerializer.SerializeToUtf8Bytes(body, MsqJson.Options) };

    public static ApiCall Put(string path, object body) => Post(path, body) with { Method = HttpMethod.Put };

    /// <summary>A submission: with the caller's key, or one of its own.</summary>
    public static ApiCall Submit(string path, object body, string? idempotencyKey) =>
        Post(path, body) with { IdempotencyKey = idempotencyKey ?? Guid.CreateVersion7().ToString() };

    public HttpRequestMessage ToMessage(Uri api)
    {
        var message = new HttpRequestMessage(Method, new Uri(api, Path));
        if (Body is not null)
            message.Content = new ByteArrayContent(Body) { Headers = { ContentType = Json } };
        if (IdempotencyKey is not null)
            message.Headers.Add("Idempotency-Key", IdempotencyKey);
        if (Known is not null)
            message.Headers.IfNoneMatch.Add(Known);
        return message;
    }
}
