using System.Text.Json;
using Msq.Sdk.Requests;

namespace Msq.Sdk;

/// <summary>An event that Msq told the application of. It may come more than once, with the same <see cref="Id"/>.</summary>
/// <param name="Id">The event's id, the same with every attempt.</param>
/// <param name="Type">What it is: <c>transaction.confirmed</c> and the like, or <c>callback.test</c>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Transaction">The transaction as it then was, without calldata and timeline; null when the event is about none.</param>
public sealed record MsqCallback(string Id, string Type, DateTimeOffset Timestamp, MsqTransaction? Transaction)
{
    /// <summary>Reads the body of a callback whose signature was checked.</summary>
    /// <exception cref="JsonException">It is no event.</exception>
    internal static MsqCallback Read(string id, ReadOnlySpan<byte> body)
    {
        var read = JsonSerializer.Deserialize<Event>(body, MsqJson.Options) ?? throw new JsonException("the body is null");
        var transaction = read.Type.StartsWith("transaction.", StringComparison.Ordinal) ? read.Data.Deserialize<MsqTransaction>(MsqJson.Options) : null;
        return new MsqCallback(id, read.Type, read.Timestamp, transaction);
    }

    private sealed record Event
    {
        public required string Type { get; init; }

        public required DateTimeOffset Timestamp { get; init; }

        public required JsonElement Data { get; init; }
    }
}
