using System.Text.Json;
using Msq.Local;
using Msq.Tests.Commands;
using Msq.Tests.DevRelayer;
using MySqlConnector;
using StackExchange.Redis;

namespace Msq.Tests.EndToEnd;

/// <summary><c>msq doctor</c> before the real system, and before one in which much is wrong.</summary>
[Collection(RealStackCollection.Name)]
public sealed class DoctorTests(RealStack real) : IDisposable
{
    private const string NoContract = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Where_all_is_well_it_says_so_of_every_part()
    {
        var said = await ExamineAsync();

        Assert.All(said.Findings.Where(finding => !finding.Subject.StartsWith("queue ", StringComparison.Ordinal)), finding => Assert.True(finding.IsWell, $"{finding.Subject}: {finding.Says}"));
        Assert.Superset(
            new HashSet<string> { "broker", "database", "database durability", "database schema", "database clock", "redis", $"node {real.Stack.Chain.Url.Authority} of local", "forwarder of local", "relayer relayer-1", "relayer relayer-3 clock" },
            said.Findings.Select(finding => finding.Subject).ToHashSet());
    }

    [Fact]
    public async Task Each_thing_that_is_wrong_is_named_with_what_to_do_and_no_secret_is_told()
    {
        await using (var database = new MySqlConnection(real.Stack.Database.ConnectionString()))
        {
            await database.OpenAsync();
            await using var command = new MySqlCommand("CREATE DATABASE IF NOT EXISTS msq_doctor", database);
            await command.ExecuteNonQueryAsync();
        }

        var said = await ExamineAsync(
            pools => System.Text.RegularExpressions.Regex.Replace(pools, "forwarder: \\S+", $"forwarder: \"{NoContract}\""),
            ("ConnectionStrings__MySql", real.Stack.Database.ConnectionString("msq_doctor")),
            ("ConnectionStrings__RabbitMq", "amqp://msq:broker-secret@127.0.0.1:1/"), ("ConnectionStrings__Redis", "127.0.0.1:1,password=redis-secret"), ("OZ_RELAYER_API_KEY", "relayer-secret"));

        Assert.Equal(1, said.Code);
        Wrong("broker", "The broker does not answer", "ConnectionStrings__RabbitMq");
        Wrong("database schema", "migrations are not applied", "msq migrate");
        Wrong("redis", "it does not answer", "ConnectionStrings__Redis");
        Wrong("forwarder of local", "there is no contract at", "relayer-pool.yaml");
        foreach (var relayer in Development.Relayers)
            Wrong($"relayer {relayer}", "it refuses the apiKey", "API_KEY");
        Assert.All(said.Findings.Where(finding => finding.Subject.StartsWith("node ", StringComparison.Ordinal)), finding => Assert.True(finding.IsWell));
        foreach (var secret in new[] { "broker-secret", "redis-secret", "relayer-secret", real.Stack.RelayerApiKey })
            Assert.DoesNotContain(secret, said.Output, StringComparison.Ordinal);

        void Wrong(string subject, string says, string remedy)
        {
            var finding = Assert.Single(said.Findings, one => one.Subject == subject);
            Assert.False(finding.IsWell);
            Assert.Contains(says, finding.Says, StringComparison.Ordinal);
            Assert.Contains(remedy, finding.Do, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_node_on_another_chain_and_a_Redis_that_forgets_are_wrong()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{real.Stack.Redis.ConnectionString},allowAdmin=true");
        var server = redis.GetServer(redis.GetEndPoints()[0]);
        await server.ConfigSetAsync("maxmemory-policy", "allkeys-lru");
        try
        {
            var said = await ExamineAsync(pools => pools.Replace("chainId: 31337", "chainId: 5", StringComparison.Ordinal));

            Assert.Equal(1, said.Code);
            Assert.Contains(said.Findings, finding => finding is { Subject: "redis", IsWell: false } && finding.Do!.Contains("noeviction", StringComparison.Ordinal));
            Assert.Contains(said.Findings, finding => finding.Says.Contains("it is on chain 31337, and the pool on 5", StringComparison.Ordinal));
        }
        finally
        {
            await server.ConfigSetAsync("maxmemory-policy", "noeviction");
        }
    }

    [Fact]
    public async Task A_relayer_that_signs_with_another_key_than_before_is_wrong()
    {
        // Two entries are exchanged, as by a slip in the file.
        var said = await ExamineAsync(pools => pools.Replace("_1_URL}", "_x_URL}\n        relayerId: relayer-2", StringComparison.Ordinal)
            .Replace("_2_URL}", "_1_URL}\n        relayerId: relayer-1", StringComparison.Ordinal).Replace("_x_URL}", "_2_URL}", StringComparison.Ordinal));

        Assert.Equal(1, said.Code);
        foreach (var relayer in Development.Relayers.Take(2))
            Assert.Contains(said.Findings, finding => finding.Subject == $"relayer {relayer} signer" && !finding.IsWell);
        Assert.DoesNotContain(said.Findings, finding => finding.Subject == "relayer relayer-3 signer");
    }

    [Fact]
    public async Task A_wrong_configuration_ends_it_with_the_services_exit_code()
    {
        var said = await TypeAsync(pools => pools.Replace("chainId: 31337", "chainId: none", StringComparison.Ordinal), []);

        Assert.Equal(78, said.Code);
        Assert.Contains("chainId", said.Error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, IReadOnlyList<Found> Findings)> ExamineAsync(Func<string, string>? change = null, params (string Name, string Value)[] settings)
    {
        var said = await TypeAsync(change, settings, "--json");
        Assert.Equal("", said.Error);
        return (said.Code, said.Output, JsonSerializer.Deserialize<List<Found>>(said.Output, JsonSerializerOptions.Web)!);
    }

    private async Task<Said> TypeAsync(Func<string, string>? change, (string Name, string Value)[] settings, params string[] options)
    {
        var environment = new Dictionary<string, string?>(real.Stack.Dispatchers[0].Environment) { ["MSQ_CONFIG"] = _folder.Path };
        foreach (var (name, value) in settings)
            environment[name] = value;
        foreach (var file in Directory.GetFiles(Development.ConfigFolder))
        {
            var text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(Path.Combine(_folder.Path, Path.GetFileName(file)), change is null ? text : change(text));
        }

        return await new Shell(environment).TypeAsync(["doctor", .. options]);
    }

    private sealed record Found(string Subject, bool IsWell, string Says, string? Do);
}
