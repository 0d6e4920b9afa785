using System.Text.Json;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Http;

/// <summary>A JSON merge patch of a relayer: what is absent stays, a policy that is null goes.</summary>
internal static class RelayerPatch
{
    public static RelayerSettings Apply(JsonElement patch, RelayerSettings settings)
    {
        foreach (var (name, value) in Shape.Fields(patch, "UpdateRelayerRequest"))
        {
            settings = name switch
            {
                "name" => settings with { Name = value.ValueKind == JsonValueKind.Null ? settings.Name : Shape.String(value) },
                "paused" => settings with { Paused = value.ValueKind == JsonValueKind.Null ? settings.Paused : Shape.Bool(value) },
                "policies" => settings with { Policies = Apply(value, settings.Policies) },
                "custom_rpc_urls" or "notification_id" => throw ApiException.NotSupported($"{name} is a command line setting of the development relayer"),
                _ => throw ApiException.BadRequest(
                    $"Invalid update request: unknown field `{name}`, expected one of `name`, `paused`, `policies`, `notification_id`, `custom_rpc_urls`"),
            };
        }

        return settings;
    }

    private static RelayerPolicies Apply(JsonElement patch, RelayerPolicies policies)
    {
        if (patch.ValueKind == JsonValueKind.Null) return policies;
        foreach (var (name, value) in Shape.Fields(patch, "RelayerEvmPolicy"))
        {
            var isNull = value.ValueKind == JsonValueKind.Null;
            policies = name switch
            {
                "min_balance" => policies with { MinBalance = isNull ? null : Shape.UInt256(value) },
                "gas_price_cap" => policies with { GasPriceCap = isNull ? null : Shape.UInt256(value) },
                "gas_limit_estimation" => policies with { GasLimitEstimation = isNull ? null : Shape.Bool(value) },
                "whitelist_receivers" => policies with { WhitelistReceivers = isNull ? null : Strings(value) },
                _ => throw ApiException.BadRequest(
                    $"Invalid policy: unknown field `{name}`, expected one of `min_balance`, `gas_limit_estimation`, `gas_price_cap`, `whitelist_receivers`"),
            };
        }

        return policies;
    }

    private static List<string> Strings(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(Shape.String)]
        : throw Shape.InvalidType(value, "a sequence");
}
