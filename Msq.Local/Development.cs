using System.Security.Cryptography;
using Msq.Local.Servers;

namespace Msq.Local;

/// <summary>What the parts of a development system agree on. Its secrets are made up anew for each one.</summary>
public sealed class Development
{
    /// <summary>The API key in config/development/clients.yaml. Everybody knows it.</summary>
    public const string ApiKey = "msq-dev-key";

    /// <summary>Signs the callbacks. Everybody knows it.</summary>
    public const string CallbackSecret = "whsec_bXNxLWRldmVsb3BtZW50LWNhbGxiYWNrLXNlY3JldC4u";

    /// <summary>Of the keystores in keys/; see the notice there.</summary>
    public const string KeystorePassphrase = "msq-dev";

    /// <summary>The relayers of config/development/relayer-pool.yaml, each with a keystore in keys/.</summary>
    public static IReadOnlyList<string> Relayers { get; } = ["relayer-1", "relayer-2", "relayer-3"];

    /// <summary>The folder with the development configuration.</summary>
    public static string ConfigFolder { get; } = Path.Combine(RepositoryRoot.Path, "config", "development");

    /// <summary>The bearer key of the relayers.</summary>
    public string RelayerApiKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Signs the relayers' webhooks.</summary>
    public string WebhookSigningKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The keystore of a relayer.</summary>
    public static string Keystore(string relayer) => Path.Combine(RepositoryRoot.Path, "keys", relayer, "keystore.json");

    /// <summary>Where an API takes the relayers' webhooks.</summary>
    public static Uri WebhookUrl(Uri api) => new(api, "/api/v1/webhooks/oz-relayer");

    /// <summary>A client of an API, with the development key.</summary>
    public static HttpClient CreateClient(Uri api) => new() { BaseAddress = api, DefaultRequestHeaders = { { "X-API-Key", ApiKey } } };

    /// <summary>What every service needs to know, by the names of environment variables; stores and broker come on top.</summary>
    /// <param name="configFolder">The folder with relayer-pool.yaml and clients.yaml.</param>
    /// <param name="chain">JSON-RPC of the chain.</param>
    /// <param name="relayers">Base URLs, in the order of <see cref="Relayers"/>.</param>
    public Dictionary<string, string?> Settings(string configFolder, Uri chain, IReadOnlyList<Uri> relayers)
    {
        var settings = new Dictionary<string, string?>
        {
            ["MSQ_CONFIG"] = configFolder,
            ["MSQ_DEV_RPC_URL"] = chain.ToString(),
            ["OZ_RELAYER_API_KEY"] = RelayerApiKey,
            ["MSQ_DEV_CALLBACK_SECRET"] = CallbackSecret,
            ["Webhooks__SigningKey"] = WebhookSigningKey,
            ["Documentation__ApiKey"] = ApiKey,
        };
        for (var i = 0; i < relayers.Count; i++) settings[$"MSQ_DEV_RELAYER_{i + 1}_URL"] = relayers[i].ToString();
        return settings;
    }
}
