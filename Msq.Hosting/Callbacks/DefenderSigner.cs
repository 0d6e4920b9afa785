using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Msq.Hosting.Configuration;

namespace Msq.Hosting.Callbacks;

/// <summary>
/// Signs as Defender signed its webhooks, for receivers that verify with its SDK (<c>verifySignature</c> of the notification channel client): the hex HMAC-SHA256, under the secret's text, of
/// <c>JSON.stringify({ ...body, timestamp })</c>.
/// </summary>
internal sealed class DefenderSigner : ICallbackSigner
{
    private const int LeastSecret = 16;

    // The SDK refuses a time that is not in its past, so a clock behind this one would refuse everything. It takes what is less than ten minutes old.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly byte[] _secret;

    private DefenderSigner(byte[] secret) => _secret = secret;

    /// <inheritdoc />
    public IEnumerable<(string Name, string Value)> Headers(string id, DateTimeOffset now, string body)
    {
        var timestamp = (now - Margin).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes(JavaScriptJson.With(body, "timestamp", timestamp));
        return [("Defender-Timestamp", timestamp), ("Defender-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(_secret, signed)))];
    }

    /// <summary>Reads an endpoint's <c>secrets</c>.</summary>
    /// <exception cref="ConfigurationProblem">They are not one secret.</exception>
    public static DefenderSigner Read(ConfigurationNode endpoint)
    {
        if (endpoint.Secrets("secrets") is not [var secret])
            throw endpoint.Problem("secrets", "must have one item where signing is defender: its receivers read one signature");
        return secret.Length >= LeastSecret
            ? new DefenderSigner(Encoding.UTF8.GetBytes(secret))
            : throw endpoint.Problem("secrets", $"refers to what is no secret: it must have at least {LeastSecret} characters");
    }
}
