using System.Text.Json;
using Msq.Local.Servers;

namespace Msq.Tests.Configuration;

/// <summary>The configurations for OZ Relayer, held against what v1.3.0 reads: it refuses to start, or silently takes a default, where one of these does not hold.</summary>
public sealed class OzRelayerConfigTests
{
    // Unknown ones are refused by it, or silently ignored.
    private static readonly string[] RelayerKeys = ["id", "name", "network", "paused", "network_type", "signer_id", "notification_id", "custom_rpc_urls", "policies"];
    private static readonly string[] PolicyKeys = ["min_balance", "gas_price_cap", "eip1559_pricing", "gas_limit_estimation", "whitelist_receivers", "private_transactions"];
    private static readonly string[] NetworkKeys =
    [
        "type", "network", "from", "rpc_urls", "explorer_urls", "average_blocktime_ms", "is_testnet", "tags", "chain_id", "required_confirmations", "features", "symbol", "gas_price_cache",
    ];

    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (var relayer in new[] { "relayer-1", "relayer-2", "relayer-3" })
            {
                files.Add(relayer, "config.json");
                files.Add(relayer, "config.aws-kms.json");
            }

            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void It_has_what_OZ_Relayer_needs_and_nothing_that_it_does_not_know(string relayerId, string name)
    {
        var json = Read(relayerId, name);
        Assert.Equal(["networks", "notifications", "plugins", "relayers", "signers"], Keys(json).Order());
        var relayer = Assert.Single(json.GetProperty("relayers").EnumerateArray());
        Assert.Empty(Keys(relayer).Except(RelayerKeys));
        Assert.Equal((relayerId, "evm", false), (Text(relayer, "id"), Text(relayer, "network_type"), relayer.GetProperty("paused").GetBoolean()));
        Assert.Matches("^[A-Za-z0-9_-]{1,36}$", Text(relayer, "id"));
        Assert.NotEmpty(Text(relayer, "name"));
        var policies = relayer.GetProperty("policies");
        Assert.Empty(Keys(policies).Except(PolicyKeys));
        // Numbers only, and of 64 bits.
        Assert.All(policies.EnumerateObject().Where(policy => policy.Name is "min_balance" or "gas_price_cap"), policy => Assert.True(policy.Value.TryGetUInt64(out _)));

        var signer = Assert.Single(json.GetProperty("signers").EnumerateArray());
        Assert.Equal(Text(relayer, "signer_id"), Text(signer, "id"));
        var network = Assert.Single(json.GetProperty("networks").EnumerateArray());
        Assert.Empty(Keys(network).Except(NetworkKeys));
        Assert.Equal((Text(relayer, "network"), "evm"), (Text(network, "network"), Text(network, "type")));
        Assert.True(network.GetProperty("average_blocktime_ms").GetInt64() > 0);
        Assert.NotEmpty(Text(network, "symbol"));
        Assert.All(network.GetProperty("rpc_urls").EnumerateArray(), url => Assert.True(Uri.TryCreate(url.GetString(), UriKind.Absolute, out _)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void It_tells_Msq_with_a_signature_whose_key_stands_in_the_environment(string relayerId, string name)
    {
        var json = Read(relayerId, name);
        var notification = Assert.Single(json.GetProperty("notifications").EnumerateArray());
        Assert.Equal(["id", "signing_key", "type", "url"], Keys(notification).Order());
        Assert.Equal(Text(json.GetProperty("relayers")[0], "notification_id"), Text(notification, "id"));
        Assert.Equal("webhook", Text(notification, "type"));
        Assert.Equal("/api/v1/webhooks/oz-relayer", new Uri(Text(notification, "url")).AbsolutePath);
        Assert.Equal(("env", "WEBHOOK_SIGNING_KEY"), (Text(notification.GetProperty("signing_key"), "type"), Text(notification.GetProperty("signing_key"), "value")));
    }

    [Theory]
    [InlineData("relayer-1")]
    [InlineData("relayer-2")]
    [InlineData("relayer-3")]
    public void Development_signs_with_a_keystore_and_production_with_a_key_of_its_own_that_never_leaves_KMS(string relayerId)
    {
        var local = Read(relayerId, "config.json").GetProperty("signers")[0];
        Assert.Equal(("local", "config/keys/keystore.json"), (Text(local, "type"), Text(local.GetProperty("config"), "path")));
        Assert.Equal("env", Text(local.GetProperty("config").GetProperty("passphrase"), "type"));
        Assert.True(File.Exists(Path.Combine(RepositoryRoot.Path, "keys", relayerId, "keystore.json")));

        var kms = Read(relayerId, "config.aws-kms.json").GetProperty("signers")[0];
        Assert.Equal("aws_kms", Text(kms, "type"));
        Assert.Equal(["key_id", "region"], Keys(kms.GetProperty("config")).Order());
        // Two relayers with one key would take each other's nonces.
        Assert.EndsWith(relayerId, Text(kms.GetProperty("config"), "key_id"), StringComparison.Ordinal);
    }

    private static JsonElement Read(string relayerId, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "config", "oz-relayer", relayerId, name)));
        return document.RootElement.Clone();
    }

    private static IEnumerable<string> Keys(JsonElement json) => json.EnumerateObject().Select(member => member.Name);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
