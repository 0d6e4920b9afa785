using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;
using Msq.Hosting.Configuration;

namespace Msq.Hosting.Clients;

/// <summary>What may be called: addresses, each with the selectors of the functions that may be used (none = anything, a plain transfer too).</summary>
public sealed class CallTargets
{
    private const int SelectorLength = 4;
    private const string Key = "targets";

    private readonly Dictionary<Address, HashSet<string>> _selectors;

    private CallTargets(Dictionary<Address, HashSet<string>> selectors) => _selectors = selectors;

    /// <summary>Whether the address is listed.</summary>
    public bool Lists(Address target) => _selectors.ContainsKey(target);

    /// <summary>Whether the address is listed, and for this calldata.</summary>
    public bool Allow(Address target, ReadOnlySpan<byte> data) =>
        _selectors.TryGetValue(target, out var selectors)
        && (selectors.Count == 0 || (data.Length >= SelectorLength && selectors.Contains(HexConvert.ToHex(data[..SelectorLength]))));

    /// <summary>Reads <c>targets</c> of a client's entry; null when it has none: anything may be called.</summary>
    /// <exception cref="ConfigurationProblem">Something is wrong with it.</exception>
    public static CallTargets? Read(ConfigurationNode node)
    {
        if (!node.Has(Key))
            return null;
        var selectors = new Dictionary<Address, HashSet<string>>();
        foreach (var target in node.Nodes(Key))
        {
            var text = target.Text("address");
            var address = Address.TryParse(text, out var parsed, out var error) ? parsed : throw target.Problem("address", error!);
            if (!selectors.TryAdd(address, Selectors(target)))
                throw target.Problem("address", $"'{text}' is listed twice");
            target.RefuseOthers();
        }

        return new CallTargets(selectors);
    }

    private static HashSet<string> Selectors(ConfigurationNode target)
    {
        HashSet<string> selectors = target.Has("selectors") ? [.. target.Texts("selectors").Select(selector => selector.ToLowerInvariant())] : [];
        return selectors.FirstOrDefault(selector => !HexConvert.IsData(selector) || selector.Length != 2 + (2 * SelectorLength)) is { } wrong
            ? throw target.Problem("selectors", $"'{wrong}' must be 0x and 8 hex digits, like 0xa9059cbb")
            : selectors;
    }
}
