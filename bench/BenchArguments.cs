namespace Msq.Bench;

/// <summary>What is to be measured.</summary>
/// <param name="Scenarios">By name.</param>
/// <param name="IsQuick">Smaller figures.</param>
/// <param name="JsonFile">Where the figures go as JSON too.</param>
internal sealed record BenchArguments(IReadOnlyList<string> Scenarios, bool IsQuick, string? JsonFile)
{
    /// <summary>Reads a command line; null, with the problem in words, when it cannot be.</summary>
    public static BenchArguments? Parse(string[] args, IEnumerable<string> known, out string? problem)
    {
        var all = known.ToList();
        var scenarios = new List<string>();
        var isQuick = false;
        string? json = null;
        problem = null;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    isQuick = true;
                    break;
                case "--json" when i + 1 < args.Length:
                    json = args[++i];
                    break;
                case var name when all.Contains(name):
                    scenarios.Add(name);
                    break;
                default:
                    problem = $"'{args[i]}' is unknown; there are {string.Join(", ", all)}, --quick and --json FILE";
                    return null;
            }
        }

        return new BenchArguments(scenarios.Count > 0 ? scenarios : all, isQuick, json);
    }
}
