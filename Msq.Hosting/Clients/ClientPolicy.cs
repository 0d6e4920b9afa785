using System.Numerics;
using Msq.Hosting.Configuration;
using Msq.Hosting.OzRelayer;

namespace Msq.Hosting.Clients;

/// <summary>What a client may have sent, in its own calls and in its users' requests: <c>policy</c> in <c>clients.yaml</c>. What is null is not bounded.</summary>
/// <param name="Targets">What may be called.</param>
/// <param name="MaxValue">The most wei that a transaction may carry.</param>
/// <param name="MaxValuePerDay">The most wei that all transactions accepted within a day (UTC) may carry together, on each chain by itself.</param>
/// <param name="MaxGas">The most gas that a transaction may be given.</param>
/// <param name="Speeds">The speeds that it may ask for.</param>
public sealed record ClientPolicy(CallTargets? Targets, BigInteger? MaxValue, BigInteger? MaxValuePerDay, ulong? MaxGas, IReadOnlyList<string>? Speeds)
{
    /// <summary>For a client whose entry says nothing.</summary>
    public static ClientPolicy Unbounded { get; } = new(null, null, null, null, null);

    /// <summary>Reads the client's entry.</summary>
    /// <exception cref="ConfigurationProblem">Something is wrong with it.</exception>
    public static ClientPolicy Read(ConfigurationNode node)
    {
        var policy = new ClientPolicy(
            CallTargets.Read(node),
            node.OptionalWei("maxValue"),
            node.OptionalWei("maxValuePerDay"),
            node.Has("maxGas") ? (ulong)node.Number("maxGas", null, 21_000, 1_000_000_000) : null,
            node.Has("speeds") ? node.Texts("speeds") : null);
        if (policy.Speeds?.FirstOrDefault(speed => !Speed.All.Contains(speed)) is { } unknown)
            throw node.Problem("speeds", $"'{unknown}' is unknown, must be of {string.Join(", ", Speed.All)}");
        node.RefuseOthers();
        return policy;
    }
}
