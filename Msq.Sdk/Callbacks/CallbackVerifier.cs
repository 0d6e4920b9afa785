using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Msq.Sdk;

/// <summary>Tells whether a callback is from Msq, by the Standard Webhooks specification 1.0.0. Safe for use by many threads.</summary>
public sealed class CallbackVerifier
{
    /// <summary>The header with the event's id.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the time of the attempt, in Unix seconds.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the signatures.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";

    /// <summary>How far the time of an attempt may be from the clock here, either way: an old callback may be somebody's copy.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[][] secrets;
    private readonly TimeProvider time;

    /// <summary>Makes a verifier.</summary>
    /// <param name="secrets">The endpoint's secrets, as <c>whsec_</c> and base64; while one is replaced by another, both.</param>
    /// <param name="time">The clock; the system's if it is not given.</param>
    /// <exception cref="ArgumentException">There is none, or one that is no secret.</exception>
    public CallbackVerifier(IEnumerable<string> secrets, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        this.secrets = [.. secrets.Select(Decode)];
        if (this.secrets.Length == 0)
            throw new ArgumentException("at least one secret is needed", nameof(secrets));
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>Checks a callback, and reads it.</summary>
    /// <param name="id">The value of <see cref="IdHeader"/>.</param>
    /// <param name="timestamp">The value of <see cref="TimestampHeader"/>.</param>
    /// <param name="signatures">The value of <see cref="SignatureHeader"/>.</param>
    /// <param name="body">The raw body, byte for byte.</param>
    /// <exception cref="CallbackException">It is not from Msq, or too old, or no event.</exception>
    public MsqCallback Read(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
            throw new CallbackException($"the headers {IdHeader}, {TimestampHeader} and {SignatureHeader} are required");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || (time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance)
            throw new CallbackException($"{TimestampHeader} is not a time within {Tolerance.TotalMinutes:0} minutes of now");
        if (!IsSigned(Encoding.UTF8.GetBytes($"{id}.{timestamp}."), body, signatures))
            throw new CallbackException($"no signature in {SignatureHeader} fits");
        try
        {
            return MsqCallback.Read(id, body);
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new CallbackException($"the body is no event: {exception.Message}", exception);
        }
    }

    // Every secret is held against every signature, whichever fits: how long it takes tells nothing.
    private bool IsSigned(byte[] prefix, ReadOnlySpan<byte> body, string signatures)
    {
        byte[] signed = [.. prefix, .. body];
        var given = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(signature => signature.StartsWith(Version, StringComparison.Ordinal))
            .Select(signature => Encoding.ASCII.GetBytes(signature[Version.Length..]))
            .ToList();
        var fits = false;
        foreach (var secret in secrets)
        {
            var expected = Encoding.ASCII.GetBytes(Convert.ToBase64String(HMACSHA256.HashData(secret, signed)));
            foreach (var signature in given)
                fits |= CryptographicOperations.FixedTimeEquals(signature, expected);
        }

        return fits;
    }

    // The message never repeats what was given: it may be a secret with a slip of the hand.
    private static byte[] Decode(string secret)
    {
        var bytes = new byte[secret?.Length ?? 0];
        return secret is not null && secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out var length) && length > 0
            ? bytes[..length]
            : throw new ArgumentException($"a secret must be {SecretPrefix} followed by base64");
    }
}

/// <summary>A callback that is not to be believed.</summary>
public sealed class CallbackException : Exception
{
    internal CallbackException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
