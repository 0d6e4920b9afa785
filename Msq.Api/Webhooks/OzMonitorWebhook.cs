using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Msq.Api.Problems;
using Msq.Ethereum.Hex;
using Msq.Hosting.Pools;
using Msq.Hosting.Settings;

namespace Msq.Api.Webhooks;

/// <summary>Takes in OZ Monitor v1.1.0's webhooks. They are a second opinion: they are shown and counted, and nothing is decided by them.</summary>
internal sealed class OzMonitorWebhook
{
    private const int LeastKey = 32;
    private const int LargestBody = 64 * 1024;
    private const int LongestName = 128;

    // OZ Monitor signs once and repeats for up to some minutes.
    private static readonly TimeSpan OldestSignature = TimeSpan.FromMinutes(5);
    private readonly byte[]? _key;

    /// <summary>Takes the key; without one no webhook is taken.</summary>
    /// <exception cref="InvalidOperationException"><c>Webhooks:OzMonitorKey</c> is too short.</exception>
    public OzMonitorWebhook(IConfiguration configuration)
    {
        if (ProcessSettings.MonitorWebhookKey.ReadFrom(configuration) is not { Length: > 0 } key)
            return;
        if (key.Length < LeastKey)
            throw new InvalidOperationException($"Webhooks:OzMonitorKey is shorter than {LeastKey} characters: it is the secret of OZ Monitor's webhook triggers.");
        _key = Encoding.UTF8.GetBytes(key);
    }

    /// <summary>Verifies and takes in one webhook.</summary>
    public async Task<IResult> ReceiveAsync(HttpContext context, MonitorAlerts alerts, PoolFile pools, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_key is null)
            return ProblemResult.Of(StatusCodes.Status404NotFound, "No webhook of OZ Monitor is expected: Webhooks:OzMonitorKey is not set.");
        var body = await RequestBody.ReadAsync(context.Request, LargestBody, cancellationToken);
        if (!IsSigned(body.Span, context.Request.Headers["X-Signature"], context.Request.Headers["X-Timestamp"], time.GetUtcNow()))
            return ProblemResult.Of(StatusCodes.Status401Unauthorized, "X-Signature does not fit the body and X-Timestamp, or X-Timestamp is too far from now.");
        if (Read(body) is not { } alert)
            return ProblemResult.Of(StatusCodes.Status400BadRequest, ProblemCode.MalformedJson, "The body is not what config/oz-monitor/triggers sends: {title, body}, and in body JSON with pool, monitor, txHash and from.");
        if (pools.Pool(alert.Pool) is null)
            return ProblemResult.Validation("pool", $"there is no pool '{alert.Pool}'");

        await alerts.TakeAsync(alert.Pool, alert.Monitor, alert.Hash, alert.From, cancellationToken);
        return TypedResults.Ok();
    }

    // Body first, then the timestamp in decimal, without anything in between; in lower-case hex.
    private bool IsSigned(ReadOnlySpan<byte> body, string? signature, string? timestamp, DateTimeOffset now)
    {
        if (signature?.Length != 2 * HMACSHA256.HashSizeInBytes
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || Math.Abs((decimal)now.ToUnixTimeMilliseconds() - milliseconds) > (decimal)OldestSignature.TotalMilliseconds)
            return false;
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key!);
        hmac.AppendData(body);
        hmac.AppendData(Encoding.ASCII.GetBytes(timestamp));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset())), Encoding.UTF8.GetBytes(signature));
    }

    private static Alert? Read(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
            return null;
        try
        {
            using var outer = JsonDocument.Parse(body);
            if (Text(outer.RootElement, "body") is not { } text)
                return null;
            using var inner = JsonDocument.Parse(text);
            var root = inner.RootElement;
            return Text(root, "pool") is { } pool && Text(root, "monitor") is { Length: > 0 and <= LongestName } monitor
                && Text(root, "txHash") is { Length: 66 } hash && Text(root, "from") is { Length: 42 } from && HexConvert.IsData(hash) && HexConvert.IsData(from)
                ? new Alert(pool, monitor, hash.ToLowerInvariant(), from.ToLowerInvariant())
                : null;
        }
        // What is JSON but no Unicode throws the other one when it is read.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Alert(string Pool, string Monitor, string Hash, string From);
}
