using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Http;

/// <summary>A relayer as the wire shows it. Policy amounts are bare JSON numbers, however large.</summary>
internal static class RelayerJson
{
    public static JsonObject Of(Relayer relayer, DevRelayerOptions options)
    {
        var settings = relayer.Settings;
        var json = new JsonObject
        {
            ["id"] = relayer.Id,
            ["name"] = settings.Name,
            ["network"] = $"chain-{options.ChainId}",
            ["network_type"] = "evm",
            ["paused"] = settings.Paused,
            ["policies"] = Policies(settings.Policies),
            ["signer_id"] = relayer.Id,
        };
        if (options.WebhookUrl is not null) json["notification_id"] = "webhook";
        json["address"] = relayer.Address;
        json["system_disabled"] = relayer.Disabled is not null;
        if (relayer.Disabled is { } reason) json["disabled_reason"] = new JsonObject { ["type"] = reason.Type, ["details"] = reason.Details };
        return json;
    }

    /// <summary>An integer without quotes, beyond what a double or an int64 can hold.</summary>
    public static JsonNode Number(BigInteger amount) => JsonNode.Parse(amount.ToString(CultureInfo.InvariantCulture))!;

    private static JsonObject Policies(RelayerPolicies policies)
    {
        var json = new JsonObject
        {
            ["min_balance"] = Number(policies.MinBalance ?? BigInteger.Zero),
            ["gas_limit_estimation"] = policies.GasLimitEstimation ?? true,
        };
        if (policies.GasPriceCap is { } cap) json["gas_price_cap"] = Number(cap);
        if (policies.WhitelistReceivers is { } list) json["whitelist_receivers"] = new JsonArray([.. list.Select(one => JsonValue.Create(one))]);
        return json;
    }
}
