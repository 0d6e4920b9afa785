using System.Globalization;

namespace Msq.Tests.Chaos;

/// <summary>How much chaos.</summary>
/// <param name="Seed">The same seed makes the same faults in the same order.</param>
/// <param name="Transactions">How many are submitted before and between the faults.</param>
/// <param name="Faults">How many faults.</param>
public sealed record ChaosOptions(int Seed, int Transactions, int Faults)
{
    /// <summary>From <c>MSQ_CHAOS_SEED</c>, <c>MSQ_CHAOS_TRANSACTIONS</c> and <c>MSQ_CHAOS_FAULTS</c>, which ./test chaos sets.</summary>
    public static ChaosOptions FromEnvironment() => new(Number("SEED", 1), Number("TRANSACTIONS", 5000), Number("FAULTS", 100));

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable($"MSQ_CHAOS_{name}") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
