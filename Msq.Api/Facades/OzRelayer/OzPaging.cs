using System.Globalization;

namespace Msq.Api.Facades.OzRelayer;

/// <summary>The page of a list that is asked for.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Size">How many items it has at most.</param>
internal sealed record OzPaging(int Number, int Size)
{
    private const int DefaultSize = 10;
    private const int MostSize = 500;

    // As far as the offset can be counted.
    private const int MostPages = 1_000_000;

    /// <summary>What is asked for must be numbers from 1.</summary>
    public const string Rule = "page and per_page must be whole numbers from 1, per_page at most 500";

    /// <summary>Reads it; null when it is wrong.</summary>
    public static OzPaging? Read(IQueryCollection query) =>
        Whole(query["page"], 1, MostPages) is { } page && Whole(query["per_page"], DefaultSize, MostSize) is { } size ? new OzPaging(page, size) : null;

    private static int? Whole(Microsoft.Extensions.Primitives.StringValues values, int otherwise, int most)
    {
        if (values.Count == 0)
            return otherwise;
        return int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;
    }
}
