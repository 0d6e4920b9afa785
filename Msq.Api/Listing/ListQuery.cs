using System.Globalization;
using Msq.Api.Relay;
using Msq.Ethereum.Hex;
using Msq.Hosting;
using Msq.Hosting.Clients;
using Msq.Storage.Transactions;

namespace Msq.Api.Listing;

/// <summary>Which transactions a list holds.</summary>
/// <param name="Client">Whose; null for everybody's.</param>
/// <param name="Status">One of <see cref="TransactionStatus"/>; null for all.</param>
/// <param name="Type">One of <see cref="TransactionType"/>; null for all.</param>
/// <param name="Reference">The client's own word; null for all.</param>
/// <param name="Hash">With this hash on chain, now or formerly, lower-case; null for all.</param>
/// <param name="From">Accepted then or later (UTC).</param>
/// <param name="To">Accepted before (UTC).</param>
/// <param name="Before">Only what is older than this transaction: the page before ended with it.</param>
/// <param name="Limit">The longest page.</param>
internal sealed record ListQuery(string? Client, string? Status, string? Type, string? Reference, string? Hash, DateTime? From, DateTime? To, Guid? Before, int Limit)
{
    public const int LongestPage = 200;
    public const int DefaultPage = 50;

    /// <summary>Every parameter there is.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["status", "type", "reference", "hash", "from", "to", "client", "cursor", "limit"];

    /// <summary>The types there are.</summary>
    public static IReadOnlyList<string> Types { get; } = [TransactionType.Direct, TransactionType.Gasless, TransactionType.Batch];

    /// <summary>Reads the query of a request; of use only while nothing is in <paramref name="errors"/>.</summary>
    /// <param name="query">The query.</param>
    /// <param name="caller">Who asks: without the scope admin it sees its own transactions only.</param>
    /// <param name="errors">What is wrong, by parameter.</param>
    public static ListQuery Read(IQueryCollection query, ApiClient caller, out IReadOnlyDictionary<string, IReadOnlyList<string>> errors)
    {
        var wrong = new Dictionary<string, IReadOnlyList<string>>();
        errors = wrong;
        // A filter with a slip in its name would quietly list everything.
        foreach (var name in query.Keys.Where(name => !Parameters.Contains(name)))
            wrong[name] = [$"is unknown; known here: {string.Join(", ", Parameters)}"];
        var client = Text("client");
        if (client is not null && !caller.IsAdmin)
            wrong["client"] = ["is for the scope admin: others list their own"];
        var hash = Hash();
        var (from, to) = (Time("from"), Time("to"));
        if (from >= to)
            wrong["to"] = ["must be after from"];
        return new ListQuery(
            caller.IsAdmin ? client : caller.Name, OneOf("status", TransactionStatus.All), OneOf("type", Types), Reference(), hash, from, to, Cursor(), Limit());

        string? Text(string name)
        {
            if (!query.TryGetValue(name, out var values))
                return null;
            if (values is [{ Length: > 0 } text])
                return text;
            wrong[name] = ["must be given once, and not empty"];
            return null;
        }

        string? OneOf(string name, IReadOnlyList<string> words)
        {
            if (Text(name) is not { } text || words.Contains(text))
                return Text(name);
            wrong[name] = [$"must be one of {string.Join(", ", words)}"];
            return null;
        }

        string? Reference()
        {
            if (Text("reference") is { Length: > RequestFields.LongestReference })
                wrong["reference"] = [$"must be at most {RequestFields.LongestReference} characters long"];
            return Text("reference");
        }

        string? Hash()
        {
            if (Text("hash") is not { } text)
                return null;
            if (text.Length != 66 || !HexConvert.IsData(text))
                wrong["hash"] = ["must be 0x and 64 hex digits"];
            else if (query.Keys.Any(name => name is not ("hash" or "client")))
                wrong["hash"] = ["says which one: no other filter but client goes with it"];
            return text.ToLowerInvariant();
        }

        DateTime? Time(string name)
        {
            if (Text(name) is not { } text)
                return null;
            if (Rfc3339.TryParse(text, out var time))
                return time;
            // In a query + is a blank.
            wrong[name] = ["must be an RFC 3339 time with an offset, like 2030-01-31T12:00:00Z (a + is written %2B)"];
            return null;
        }

        Guid? Cursor()
        {
            if (Text("cursor") is not { } text)
                return null;
            if (Guid.TryParseExact(text, "D", out var id))
                return id;
            wrong["cursor"] = ["must be the `next` of another page"];
            return null;
        }

        int Limit()
        {
            if (Text("limit") is not { } text)
                return DefaultPage;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= LongestPage)
                return number;
            wrong["limit"] = [$"must be a whole number from 1 to {LongestPage}"];
            return DefaultPage;
        }
    }
}
