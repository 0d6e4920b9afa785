using System.Text.Json;
using System.Text.RegularExpressions;
using Msq.Local.Servers;
using Msq.Tests.Callbacks;
using Msq.Tests.EndToEnd;
using YamlDotNet.RepresentationModel;

namespace Msq.Tests.Telemetry;

/// <summary>Dashboards and alert rules ask for what the processes really show.</summary>
[Collection(RealStackCollection.Name)]
public sealed partial class DashboardTests(RealStack real)
{
    private static readonly string Config = Path.Combine(RepositoryRoot.Path, "config");

    [Fact]
    public async Task Every_metric_that_a_dashboard_or_a_rule_uses_exists()
    {
        var wanted = Expressions().SelectMany(Metrics).ToHashSet();
        Assert.Contains("msq_transactions_open", wanted);
        var known = File.ReadLines(Path.Combine(Config, "prometheus", "other-programs.txt")).Where(line => !line.StartsWith('#')).ToHashSet();
        await using var receiver = new CallbackReceiver(TimeProvider.System);
        await receiver.StartAsync();
        await real.Caller.EndAsync(await real.Caller.SubmitToldAsync(receiver.Url));

        // What is counted every ten seconds comes a little later.
        await Scrape.UntilAsync(real.Stack.Trackers[0].Url, scrape => scrape.Has("msq_relayer_balance_wei") && scrape.Has("msq_webhook_delivery_lag_seconds_count") && scrape.Value("msq_relayer_nonce", """kind="latest" """) >= 0);
        foreach (var service in real.Stack.Services)
            known.UnionWith((await Scrape.TakeAsync(service.Url)).Names);

        Assert.Empty(wanted.Except(known));
    }

    [Fact]
    public void Every_alert_has_a_page_that_says_what_to_do_and_every_page_an_alert()
    {
        var alerts = Rules().Select(rule => (Name: Text(rule, "alert"), Page: Text((YamlMappingNode)rule["annotations"], "runbook_url"))).ToList();

        Assert.All(alerts, alert => Assert.Equal($"docs/runbooks/{alert.Name}.md", alert.Page));
        Assert.Equal(
            alerts.Select(alert => alert.Page).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "docs", "runbooks")).Select(file => $"docs/runbooks/{Path.GetFileName(file)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Kubernetes_has_the_same_rules()
    {
        var rules = File.ReadAllText(Path.Combine(Config, "prometheus", "msq.rules.yml"));
        var indented = string.Concat(rules[rules.IndexOf("groups:", StringComparison.Ordinal)..].Split('\n').Select(line => line.Length == 0 ? "\n" : $"  {line}\n")).TrimEnd();
        var manifest = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "k8s", "components", "eks", "prometheus-rule.yaml"));

        Assert.EndsWith(indented, manifest.TrimEnd(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Expressions() => Rules().Select(rule => Text(rule, "expr")).Concat(
        from file in Directory.EnumerateFiles(Path.Combine(Config, "grafana", "dashboards"), "*.json")
        from panel in JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("panels").EnumerateArray()
        from target in panel.GetProperty("targets").EnumerateArray()
        select target.GetProperty("expr").GetString()!);

    private static IEnumerable<YamlMappingNode> Rules()
    {
        var yaml = new YamlStream();
        using var file = File.OpenText(Path.Combine(Config, "prometheus", "msq.rules.yml"));
        yaml.Load(file);
        return
            from groups in ((YamlSequenceNode)yaml.Documents[0].RootNode["groups"]).Children
            from rule in ((YamlSequenceNode)groups["rules"]).Children
            select (YamlMappingNode)rule;
    }

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    // What is left of an expression without selectors, groupings, ranges, strings, functions and operators.
    private static IEnumerable<string> Metrics(string expression) =>
        Name().Matches(NoMetric().Replace(expression, " ")).Select(match => match.Value).Where(name => name is not ("and" or "or" or "unless" or "sum" or "min" or "max"));

    [GeneratedRegex("""\{[^}]*\}|"[^"]*"|\[[^\]]*\]|\b(by|on|without|ignoring)\s*\([^)]*\)|\b[a-z_]+\s*\(|\b[0-9][0-9a-z.]*""")]
    private static partial Regex NoMetric();

    [GeneratedRegex("[a-z_]+[a-z0-9_]*")]
    private static partial Regex Name();
}
