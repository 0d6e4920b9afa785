using System.Globalization;
using System.Text.Json;
using Msq.Sdk.Requests;

namespace Msq.Sdk;

/// <summary>Which transactions to list; what is null does not count.</summary>
public sealed record TransactionFilter
{
    /// <summary>Where they stand.</summary>
    public TransactionStatus? Status { get; init; }

    /// <summary><c>direct</c>, <c>gasless</c> or <c>batch</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The client's own word for them.</summary>
    public string? Reference { get; init; }

    /// <summary>Accepted at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Accepted before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The query of a page.</summary>
    internal Query ToQuery(string? cursor) => new Query()
        .With("status", Status is { } status ? JsonNamingPolicy.CamelCase.ConvertName($"{status}") : null)
        .With("type", Type)
        .With("reference", Reference)
        .With("from", Text(From))
        .With("to", Text(To))
        .With("cursor", cursor);

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
