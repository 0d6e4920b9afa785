using System.Numerics;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;
using Msq.Hosting.Configuration;

namespace Msq.Hosting.Clients;

/// <summary>What a client's users may have the service pay for: <c>gasless</c> in <c>clients.yaml</c>.</summary>
/// <param name="MaxGas">The most gas that a request may ask for.</param>
/// <param name="MaxValue">The most wei that a request may carry; the relayers pay it.</param>
/// <param name="Targets">The contracts that may be called, each with the selectors that may be used (none = all); null = any.</param>
public sealed record GaslessPolicy(ulong MaxGas, BigInteger MaxValue, IReadOnlyDictionary<Address, IReadOnlySet<string>>? Targets)
{
    private const int SelectorLength = 4;

    /// <summary>For a client whose entry says nothing: any contract, no value, a million gas.</summary>
    public static GaslessPolicy Default { get; } = new(1_000_000, BigInteger.Zero, null);

    /// <summary>Reads the client's entry.</summary>
    /// <exception cref="ConfigurationProblem">Something is wrong with it.</exception>
    public static GaslessPolicy Read(ConfigurationNode node)
    {
        var targets = node.Has("targets")
            ? node.Nodes("targets").Select(ReadTarget).GroupBy(target => target.Address).ToDictionary(
                same => same.Key, IReadOnlySet<string> (same) => same.SelectMany(target => target.Selectors).ToHashSet())
            : null;
        var value = node.OptionalText("maxValue") ?? "0";
        var policy = new GaslessPolicy(
            (ulong)node.Number("maxGas", (long)Default.MaxGas, 1, 100_000_000),
            UInt256.TryParseDecimal(value, out var wei, out var error) ? wei : throw node.Problem("maxValue", error!),
            targets);
        node.RefuseOthers();
        return policy;
    }

    /// <summary>Whether the request calls what may be called.</summary>
    public bool AllowsCall(ForwardRequest request) => Targets is null
        || (Targets.TryGetValue(request.To, out var selectors)
            && (selectors.Count == 0 || (request.Data.Length >= SelectorLength && selectors.Contains(HexConvert.ToHex(request.Data.AsSpan(0, SelectorLength))))));

    private static (Address Address, IReadOnlyList<string> Selectors) ReadTarget(ConfigurationNode node)
    {
        var text = node.Text("address");
        var address = Address.TryParse(text, out var parsed, out var error) ? parsed : throw node.Problem("address", error!);
        IReadOnlyList<string> selectors = node.Has("selectors") ? [.. node.Texts("selectors").Select(selector => selector.ToLowerInvariant())] : [];
        if (selectors.FirstOrDefault(selector => !HexConvert.IsData(selector) || selector.Length != 2 + (2 * SelectorLength)) is { } wrong)
            throw node.Problem("selectors", $"'{wrong}' must be 0x and 8 hex digits, like 0xa9059cbb");
        node.RefuseOthers();
        return (address, selectors);
    }
}
