using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Msq.Contracts.Messages;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;

namespace Msq.Hosting.OzRelayer;

/// <summary>
/// Reads a transaction as OZ Relayer v1.3.0 writes it, in answers and in webhooks. Tolerant: unknown fields are ignored, numbers may be strings.
/// </summary>
public static class RelayerReportReader
{
    // The original's are UUIDs; more than this is not stored.
    private const int LongestId = 64;

    // A uint256 has 78 digits; reading a text of megabytes would take its time.
    private const int LongestNumber = 80;

    /// <summary>Reads what Msq uses of a row; null when it has no id or no status.</summary>
    /// <param name="row">The row.</param>
    /// <param name="chainId">The chain, to rebuild the signed bytes; null leaves them out.</param>
    public static RelayerReport? Read(JsonElement row, ulong? chainId)
    {
        if (row.ValueKind != JsonValueKind.Object || Text(row, "id") is not { Length: > 0 and <= LongestId } id || Text(row, "status") is not { } status)
            return null;

        return new RelayerReport(
            id, status, Text(row, "status_reason"), Nonce(row), Text(row, "hash"), IsNoop(row), chainId is { } chain ? Raw(row, chain) : null);
    }

    /// <summary>The nonce, null when missing or none.</summary>
    public static ulong? Nonce(JsonElement row) => Number(row, "nonce") is { } nonce && nonce <= ulong.MaxValue ? (ulong)nonce : null;

    /// <summary>A transfer of nothing to itself: what a cancelled or expired row is rewritten to.</summary>
    public static bool IsNoop(JsonElement row) =>
        string.Equals(Text(row, "to"), Text(row, "from"), StringComparison.OrdinalIgnoreCase)
        && Text(row, "data") is null or "" or "0x"
        && Number(row, "value") is { IsZero: true };

    /// <summary>A text field, null when missing or null.</summary>
    public static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.ValueKind switch
    {
        JsonValueKind.String => Unicode(value),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    } : null;

    /// <summary>A number that is not negative, decimal or <c>0x</c> hex, as number or text; null when it is none.</summary>
    public static BigInteger? Number(JsonElement row, string name)
    {
        if (Text(row, name) is not { Length: <= LongestNumber } text)
            return null;
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return BigInteger.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null;
        return BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    // "\ud800" is JSON but no text: reading it throws.
    private static string? Unicode(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Raw(JsonElement row, ulong chainId)
    {
        if (Text(row, "hash") is not { } hash || Number(row, "nonce") is not { } nonce || Number(row, "gas_limit") is not { } gas || Number(row, "value") is not { } value
            || !Address.TryParse(Text(row, "to"), out var to, out _) || !HexConvert.TryToBytes(Text(row, "data") ?? "", out var data)
            || !row.TryGetProperty("signature", out var signature) || signature.ValueKind != JsonValueKind.Object
            || !HexConvert.TryToBytes(Text(signature, "r"), out var r) || !HexConvert.TryToBytes(Text(signature, "s"), out var s)
            || Number(signature, "v") is not { } v || nonce > ulong.MaxValue || gas > ulong.MaxValue)
            return null;

        var fields = new SignedFields(
            chainId, (ulong)nonce, Number(row, "max_priority_fee_per_gas"), Number(row, "max_fee_per_gas"), Number(row, "gas_price"), (ulong)gas, to, value, data,
            new BigInteger(r, isUnsigned: true, isBigEndian: true), new BigInteger(s, isUnsigned: true, isBigEndian: true), v);
        return SignedTransactionRebuilder.Rebuild(fields, hash) is { } signed ? HexConvert.ToHex(signed.Raw) : null;
    }
}
