using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text.Json;
using Msq.Dispatcher.OzRelayer;
using Msq.Hosting.OzRelayer;
using Msq.Hosting.Pools;

namespace Msq.Dispatcher.Probes;

/// <summary>Looks at one relayer, on fields that OZ Relayer v1.3.0 to v1.8.0 have.</summary>
internal sealed class RelayerLook(OzRelayerClient client)
{
    /// <summary>Looks at the relayer's row, and at its balance, for which it has to ask its node, when told to.</summary>
    public async Task<Sight> TakeAsync(Relayer relayer, BigInteger? minBalance, bool withBalance, CancellationToken cancellationToken)
    {
        try
        {
            if (await client.GetRelayerAsync(relayer, cancellationToken) is not { } row)
                return new Sight(null, null, $"the OZ Relayer has no relayer '{relayer.RelayerId}'", IsSilence: false);
            var address = RelayerReportReader.Text(row, "address")?.ToLowerInvariant();
            if (Fault(row) is { } fault)
                return new Sight(address, null, fault, IsSilence: false);
            return withBalance ? await WithBalanceAsync(relayer, address, minBalance, cancellationToken) : new Sight(address, null, NoAddress(address), IsSilence: false);
        }
        catch (RelayerUnavailableException exception)
        {
            return exception.Status == HttpStatusCode.Unauthorized
                ? new Sight(null, null, "misconfigured: it refuses the apiKey", IsSilence: false)
                : new Sight(null, null, exception.Message, IsSilence: true);
        }
    }

    private async Task<Sight> WithBalanceAsync(Relayer relayer, string? address, BigInteger? minBalance, CancellationToken cancellationToken)
    {
        JsonElement? answer;
        try
        {
            answer = await client.GetBalanceAsync(relayer, cancellationToken);
        }
        catch (RelayerUnavailableException exception)
        {
            return new Sight(address, null, $"it cannot read its balance, its node may be away: {exception.Message}", IsSilence: true);
        }

        // A number without quotes, larger than any that JSON readers keep exactly.
        var balance = answer is { } data && data.TryGetProperty("balance", out var raw)
            && BigInteger.TryParse(raw.GetRawText().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var wei) ? wei : (BigInteger?)null;
        var fault = balance < minBalance ? $"its balance of {balance} wei is below the floor of {minBalance} wei" : NoAddress(address);
        return new Sight(address, balance, fault, IsSilence: false);
    }

    private static string? NoAddress(string? address) => address is null ? "it shows no address" : null;

    private static string? Fault(JsonElement row) =>
        IsTrue(row, "paused") ? "paused"
        : IsTrue(row, "system_disabled") ? $"disabled by itself: {(row.TryGetProperty("disabled_reason", out var reason) ? reason.GetRawText() : "no reason given")}"
        : null;

    private static bool IsTrue(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}

/// <summary>What was seen of a relayer.</summary>
/// <param name="Address">Its signer's address, lower-case hex.</param>
/// <param name="Balance">Wei, where it was asked for.</param>
/// <param name="Fault">Why it gets no work; null for a healthy one.</param>
/// <param name="IsSilence">The fault is that it, or its node, did not answer.</param>
public sealed record Sight(string? Address, BigInteger? Balance, string? Fault, bool IsSilence);
