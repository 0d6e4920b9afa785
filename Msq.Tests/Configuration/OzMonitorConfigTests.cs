using System.Text.Json;
using System.Text.RegularExpressions;
using Msq.Local.Servers;

namespace Msq.Tests.Configuration;

/// <summary>The configurations of OZ Monitor v1.1.0 keep to what that version takes, which it does not always say itself.</summary>
public sealed partial class OzMonitorConfigTests
{
    private static readonly string Root = Path.Combine(RepositoryRoot.Path, "config", "oz-monitor");

    public static TheoryData<string> Networks() => [.. Directory.EnumerateDirectories(Root).Select(folder => Path.GetFileName(folder)!).Where(name => name != "filters")];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_is_named_as_its_file_and_loses_no_blocks_in_a_short_outage(string folder)
    {
        var (file, network) = Assert.Single(Read(folder, "networks"));

        Assert.Equal(file, network.GetProperty("slug").GetString());
        Assert.Matches("^[a-z0-9_]+$", file);
        Assert.True(network.GetProperty("confirmation_blocks").GetInt32() >= 1);
        // Three minutes at least.
        Assert.True(network.GetProperty("max_past_blocks").GetInt32() * network.GetProperty("block_time_ms").GetInt32() >= 100_000);
        Assert.All(network.GetProperty("rpc_urls").EnumerateArray(), url => Assert.Equal("environment", url.GetProperty("url").GetProperty("type").GetString()));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_monitor_names_what_exists_and_can_match(string folder)
    {
        var networks = Read(folder, "networks").Select(network => network.File).ToList();
        var triggers = Read(folder, "triggers").SelectMany(file => file.Json.EnumerateObject()).Select(trigger => trigger.Name).ToList();
        var monitors = Read(folder, "monitors").Select(file => file.Json).ToList();

        Assert.Equal(3, monitors.Count);
        Assert.All(monitors, monitor =>
        {
            Assert.Equal(
                ["addresses", "match_conditions", "name", "networks", "paused", "trigger_conditions", "triggers"],
                monitor.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
            // Without an address nothing ever matches.
            Assert.NotEmpty(monitor.GetProperty("addresses").EnumerateArray());
            Assert.Subset(networks.ToHashSet(), Texts(monitor, "networks"));
            Assert.Subset(triggers.ToHashSet(), Texts(monitor, "triggers"));
            var conditions = monitor.GetProperty("match_conditions");
            foreach (var condition in conditions.GetProperty("transactions").EnumerateArray())
            {
                // The version takes every transaction for a success whose receipt it did not read.
                Assert.Equal("Any", condition.GetProperty("status").GetString());
                Assert.Matches(Senders(), condition.GetProperty("expression").GetString());
            }

            Assert.All(conditions.GetProperty("events").EnumerateArray(), condition => Assert.Equal("success == false", condition.GetProperty("expression").GetString()));
            Assert.All(monitor.GetProperty("trigger_conditions").EnumerateArray(), script =>
            {
                Assert.Equal("Python", script.GetProperty("language").GetString());
                Assert.True(File.Exists(Path.Combine(Root, "filters", Path.GetFileName(script.GetProperty("script_path").GetString()!))));
            });
        });
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Alerts_go_to_Slack_Discord_and_Msq_and_no_secret_stands_in_a_file(string folder)
    {
        var triggers = Read(folder, "triggers").SelectMany(file => file.Json.EnumerateObject()).Select(trigger => trigger.Value).ToList();

        Assert.Equal(["discord", "slack", "webhook"], triggers.Select(trigger => trigger.GetProperty("trigger_type").GetString()!).Order(StringComparer.Ordinal));
        var webhook = triggers.Single(trigger => trigger.GetProperty("trigger_type").GetString() == "webhook").GetProperty("config");
        Assert.Equal("environment", webhook.GetProperty("secret").GetProperty("type").GetString());
        Assert.Equal("POST", webhook.GetProperty("method").GetString());
        // JSON inside of JSON, whatever is put into its places.
        var body = Placeholder().Replace(webhook.GetProperty("message").GetProperty("body").GetString()!, "0x00");
        var fields = JsonDocument.Parse(body).RootElement.EnumerateObject().Select(field => field.Name);
        Assert.Equal(["v", "pool", "monitor", "txHash", "from"], fields);
    }

    private static IEnumerable<(string File, JsonElement Json)> Read(string folder, string kind) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder, kind), "*.json")
        select (Path.GetFileNameWithoutExtension(file), JsonDocument.Parse(File.ReadAllText(file)).RootElement);

    private static HashSet<string> Texts(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    [GeneratedRegex("^from == 0x[0-9a-f]{40}( OR from == 0x[0-9a-f]{40})*$")]
    private static partial Regex Senders();

    [GeneratedRegex(@"\$\{(monitor\.name|transaction\.(hash|from))\}")]
    private static partial Regex Placeholder();
}
