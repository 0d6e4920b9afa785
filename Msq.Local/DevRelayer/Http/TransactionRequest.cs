using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Http;

/// <summary>A submitted transaction. Neither <c>to</c> nor <c>data</c> is looked into: as in the original, nonsense fails only when it is signed.</summary>
internal sealed partial record TransactionRequest
{
    private string? To { get; init; }
    private string? Data { get; init; }
    private BigInteger? Value { get; init; }
    private ulong? GasLimit { get; init; }
    private ulong? GasPrice { get; init; }
    private ulong? MaxFeePerGas { get; init; }
    private ulong? MaxPriorityFeePerGas { get; init; }
    private string? Speed { get; init; }
    private string? ValidUntil { get; init; }

    /// <summary>Reads the shape; unknown fields are ignored.</summary>
    public static TransactionRequest Read(JsonElement body)
    {
        var request = new TransactionRequest();
        foreach (var (name, value) in Shape.Fields(body, "EvmTransactionRequest"))
        {
            request = name switch
            {
                "data" => request with { Data = Shape.OptionalString(value) },
                "gas_limit" => request with { GasLimit = Shape.OptionalInteger(value, "u64") },
                "gas_price" => request with { GasPrice = Shape.OptionalInteger(value, "u128") },
                "max_fee_per_gas" => request with { MaxFeePerGas = Shape.OptionalInteger(value, "u128") },
                "max_priority_fee_per_gas" => request with { MaxPriorityFeePerGas = Shape.OptionalInteger(value, "u128") },
                "speed" => request with { Speed = Shape.OptionalVariant(value, "fastest", "fast", "average", "safeLow") },
                "to" => request with { To = Shape.OptionalString(value) },
                "valid_until" => request with { ValidUntil = Shape.OptionalString(value) },
                "value" => request with { Value = Shape.UInt256(value) },
                _ => request,
            };
        }

        return request.Value is null ? throw Shape.MissingField("value") : request;
    }

    /// <summary>The checks of the original in its order, then the row of the transaction.</summary>
    public TransactionRow ToRow(string id, Relayer relayer, DateTimeOffset now)
    {
        var policies = relayer.Settings.Policies;
        CheckReceiver(policies, relayer.Address);
        if (To is null && Data is null)
            throw ApiException.BadRequest("Both txs `to` and `data` fields are missing. At least one of them has to be set.");
        if (GasLimit is null && policies.GasLimitEstimation == false)
            throw ApiException.BadRequest("gas_limit is required when gas_limit_estimation policy is disabled");
        if (GasLimit is { } gas && gas < IntrinsicGas())
            throw ApiException.BadRequest($"gas_limit is too low, intrinsic gas is {IntrinsicGas()} and gas_limit is {gas}");
        var validUntil = CheckValidUntil(now);
        CheckPrice(policies);
        return new TransactionRow
        {
            Id = id,
            RelayerId = relayer.Id,
            From = relayer.Address,
            To = To,
            Value = Value!.Value,
            Data = Data,
            GasLimit = GasLimit,
            Speed = Speed,
            GasPrice = GasPrice,
            MaxFeePerGas = MaxFeePerGas,
            MaxPriorityFeePerGas = MaxPriorityFeePerGas,
            ValidUntil = validUntil,
        };
    }

    private void CheckReceiver(RelayerPolicies policies, string own)
    {
        if (policies.WhitelistReceivers is not { } allowed) return;
        string[] always = ["0x0000000000000000000000000000000000000000", own];
        if (To is null || !allowed.Concat(always).Contains(To, StringComparer.OrdinalIgnoreCase))
            throw ApiException.BadRequest("Transaction target address is not whitelisted");
    }

    // The formula of the Istanbul fork (EIP-2028); the original knows nothing of the calldata floor of EIP-7623.
    private ulong IntrinsicGas()
    {
        var gas = To is null ? 53_000UL : 21_000UL;
        var digits = Data is null ? "" : Data.StartsWith("0x", StringComparison.Ordinal) ? Data[2..] : Data;
        if (digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit)) return gas;
        return Convert.FromHexString(digits).Aggregate(gas, (sum, one) => sum + (one == 0 ? 4UL : 16UL));
    }

    private DateTimeOffset? CheckValidUntil(DateTimeOffset now)
    {
        if (ValidUntil is null) return null;
        if (!Rfc3339().IsMatch(ValidUntil) || !DateTimeOffset.TryParse(ValidUntil, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
            throw ApiException.BadRequest("Invalid validUntil datetime format");
        return moment < now ? throw ApiException.BadRequest("The validUntil time cannot be in the past") : moment;
    }

    private void CheckPrice(RelayerPolicies policies)
    {
        var dynamic = MaxFeePerGas is not null || MaxPriorityFeePerGas is not null;
        var modes = (GasPrice is null ? 0 : 1) + (Speed is null ? 0 : 1) + (dynamic ? 1 : 0);
        if (modes == 0) throw ApiException.BadRequest("Transaction must specify either gasPrice, speed, or EIP1559 parameters");
        if (modes > 1) throw ApiException.BadRequest("Cannot mix different transaction types. Use either gasPrice, speed, or EIP1559 parameters");
        if (dynamic && (MaxFeePerGas is null || MaxPriorityFeePerGas is null))
            throw ApiException.BadRequest("EIP1559 transactions require both maxFeePerGas and maxPriorityFeePerGas");
        if (MaxFeePerGas < MaxPriorityFeePerGas)
            throw ApiException.BadRequest("maxFeePerGas must be greater than or equal to maxPriorityFeePerGas");
        if (GasPrice is { } price && policies.GasPriceCap is { } cap && price > cap)
            throw ApiException.BadRequest("Gas price is too high");
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
