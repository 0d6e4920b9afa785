using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Msq.Hosting.Configuration;

namespace Msq.Hosting.Callbacks;

/// <summary>Signs by the Standard Webhooks specification 1.0.0, with every secret: whoever knows one of them can verify it.</summary>
internal sealed class StandardSigner : ICallbackSigner
{
    private const string SecretPrefix = "whsec_";
    private const int LeastSecret = 24;
    private const int MostSecret = 64;

    // Two are live while one takes over from the other.
    private const int MostSecrets = 2;

    private readonly IReadOnlyList<byte[]> _secrets;

    private StandardSigner(IReadOnlyList<byte[]> secrets) => _secrets = secrets;

    /// <inheritdoc />
    public IEnumerable<(string Name, string Value)> Headers(string id, DateTimeOffset now, string body)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}");
        return [("webhook-timestamp", timestamp), ("webhook-signature", string.Join(' ', _secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}")))];
    }

    /// <summary>Reads an endpoint's <c>secrets</c>.</summary>
    /// <exception cref="ConfigurationProblem">They are none.</exception>
    public static StandardSigner Read(ConfigurationNode endpoint)
    {
        var texts = endpoint.Secrets("secrets");
        return texts.Count <= MostSecrets
            ? new StandardSigner([.. texts.Select(text => ReadSecret(endpoint, text))])
            : throw endpoint.Problem("secrets", $"may have {MostSecrets} items: the new one and the old one");
    }

    private static byte[] ReadSecret(ConfigurationNode endpoint, string text)
    {
        var key = new byte[MostSecret + 2];
        if (text.StartsWith(SecretPrefix, StringComparison.Ordinal) && Convert.TryFromBase64String(text[SecretPrefix.Length..], key, out var length) && length is >= LeastSecret and <= MostSecret)
            return key[..length];
        throw endpoint.Problem("secrets", $"refers to what is no secret: it must be {SecretPrefix} and the base64 of {LeastSecret} to {MostSecret} random bytes");
    }
}
