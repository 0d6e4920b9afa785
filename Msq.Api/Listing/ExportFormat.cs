using System.Text.Json;

namespace Msq.Api.Listing;

/// <summary>How a list is exported.</summary>
/// <param name="MediaType">What clients name it by.</param>
internal abstract record ExportFormat(string MediaType)
{
    private static readonly ExportFormat[] All = [new NdjsonFormat(), new CsvFormat()];

    /// <summary>The format that a client would rather have than JSON; null when there is none.</summary>
    public static ExportFormat? Wanted(HttpRequest request) => request.GetTypedHeaders().Accept
        .OrderByDescending(type => type.Quality ?? 1)
        .Where(type => type.Quality is not 0)
        .Select(type => (IsJson: type.MatchesAllTypes || type.MatchesMediaType("application/json"),
            Format: Array.Find(All, format => type.MediaType.Equals(format.MediaType, StringComparison.OrdinalIgnoreCase))))
        .FirstOrDefault(choice => choice.IsJson || choice.Format is not null).Format;

    /// <summary>Writes what comes before the first transaction.</summary>
    public virtual Task WriteHeadAsync(HttpResponse response, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes transactions, and waits until the client has taken most of them.</summary>
    public abstract Task WriteAsync(HttpResponse response, IReadOnlyList<ListedTransaction> items, JsonSerializerOptions json, CancellationToken cancellationToken);
}
