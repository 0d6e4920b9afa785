using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Msq.Hosting.Callbacks;

/// <summary>Signs events by the Standard Webhooks specification 1.0.0.</summary>
public static class CallbackSignature
{
    /// <summary>The event's id, the same with every attempt.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>When the attempt was made: Unix time in seconds.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The signatures, one for each secret.</summary>
    public const string SignatureHeader = "webhook-signature";

    /// <summary>An event's id as it is sent.</summary>
    public static string IdOf(Guid eventId) => $"msg_{eventId:N}";

    /// <summary>The value of <see cref="SignatureHeader"/>: <c>v1,base64</c> of HMAC-SHA256 over id, timestamp and body, for each secret; whoever knows one of them can verify it.</summary>
    public static string Sign(string id, long timestamp, string body, IEnumerable<byte[]> secrets)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"));
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"));
    }
}
