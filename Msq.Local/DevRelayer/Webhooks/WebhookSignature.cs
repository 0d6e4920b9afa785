using System.Security.Cryptography;
using System.Text;

namespace Msq.Local.DevRelayer.Webhooks;

/// <summary>The <c>X-Signature</c> of OZ Relayer 1.3.0: padded Base64 of HMAC-SHA256 over the exact bytes of the body.</summary>
public static class WebhookSignature
{
    /// <param name="key">Its UTF-8 bytes are the key: neither hex nor Base64 is decoded.</param>
    /// <param name="body">The body as it is sent.</param>
    public static string Of(string key, ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body));
}
