using System.Text.Json;
using Msq.Hosting.Networks;

namespace Msq.Local.Conversion;

/// <summary>What <c>listRelayers</c> of Defender's SDK answers: an object with <c>items</c>, or the items alone.</summary>
internal static class DefenderListing
{
    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It is something else; the message says what is missing.</exception>
    public static IReadOnlyList<ForeignRelayer> Read(JsonElement json)
    {
        var items = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("items", out var listed) ? listed : json;
        return items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray().Select(ReadOne)]
            : throw new FormatException("it is no list of relayers: an array, or an object with items");
    }

    private static ForeignRelayer ReadOne(JsonElement item)
    {
        var name = item.Word("name") ?? item.Word("relayerId") ?? throw new FormatException("a relayer has neither name nor relayerId");
        var network = item.Word("network") ?? throw new FormatException($"'{name}' has no network");
        var chain = DefenderNetworks.ChainId(network) ?? throw new FormatException($"'{name}' is on '{network}', which is no network of Defender's that is known here");
        var receivers = item.TryGetProperty("policies", out var policies) ? policies.Words("whitelistReceivers") : [];
        return new ForeignRelayer(name, network, chain, item.Word("address"), item.Whole("minBalance"), receivers, RelayerId: null);
    }
}
