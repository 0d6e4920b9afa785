using System.Numerics;
using Msq.Hosting.Configuration;

namespace Msq.Hosting.Clients;

/// <summary>What a client's users may have the service pay for, within the client's <see cref="ClientPolicy"/>: <c>gasless</c> in <c>clients.yaml</c>.</summary>
/// <param name="MaxGas">The most gas that a request may ask for.</param>
/// <param name="MaxValue">The most wei that a request may carry; the relayers pay it.</param>
/// <param name="Targets">What may be called; null = anything.</param>
public sealed record GaslessPolicy(ulong MaxGas, BigInteger MaxValue, CallTargets? Targets)
{
    /// <summary>For a client whose entry says nothing: any contract, no value, a million gas.</summary>
    public static GaslessPolicy Default { get; } = new(1_000_000, BigInteger.Zero, null);

    /// <summary>Reads the client's entry.</summary>
    /// <exception cref="ConfigurationProblem">Something is wrong with it.</exception>
    public static GaslessPolicy Read(ConfigurationNode node)
    {
        var policy = new GaslessPolicy(
            (ulong)node.Number("maxGas", (long)Default.MaxGas, 1, 100_000_000), node.OptionalWei("maxValue") ?? Default.MaxValue, CallTargets.Read(node));
        node.RefuseOthers();
        return policy;
    }
}
