using Msq.Local.Keys;

namespace Msq.Local.Conversion;

/// <summary>A relayer with what Msq has to call it, and a new key for the client that used it.</summary>
/// <param name="From">What it was.</param>
/// <param name="Id">Its id in the pool file, and its client's name.</param>
/// <param name="Pool">Its pool: the network's name.</param>
/// <param name="Key">The client's new key. Shown once.</param>
internal sealed record ConvertedRelayer(ForeignRelayer From, string Id, string Pool, NewApiKey Key)
{
    private const int LongestId = 36;

    /// <summary>Gives each an id that is unique and that the pool file takes.</summary>
    public static IReadOnlyList<ConvertedRelayer> Of(IReadOnlyList<ForeignRelayer> relayers)
    {
        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        // One pool per chain, whatever names its network has.
        var pools = relayers.GroupBy(one => one.ChainId).ToDictionary(same => same.Key, same => Word(same.First().Network));
        return [.. relayers.Select(one => new ConvertedRelayer(one, Unique(Word(one.Name), ids), pools[one.ChainId], NewApiKey.Create()))];
    }

    private static string Unique(string wanted, HashSet<string> taken)
    {
        for (var i = 2; !taken.Add(wanted); i++)
        {
            var end = $"-{i}";
            var start = wanted.Length + end.Length <= LongestId ? wanted : wanted[..(LongestId - end.Length)];
            if (taken.Add(start + end))
                return start + end;
        }

        return wanted;
    }

    private static string Word(string text)
    {
        var word = new string([.. text.Trim().Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-')]).Trim('-').ToLowerInvariant();
        word = word.Length > LongestId ? word[..LongestId] : word;
        return word.Length == 0 || word.StartsWith("msq-", StringComparison.Ordinal) ? $"relayer-{word}"[..Math.Min(LongestId, word.Length + 8)] : word;
    }
}
