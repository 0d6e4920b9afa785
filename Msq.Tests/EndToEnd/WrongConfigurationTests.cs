using Msq.Local;
using Msq.Local.Servers;
using Msq.Local.Stack;
using Msq.Tests.DevRelayer;
using MySqlConnector;

namespace Msq.Tests.EndToEnd;

/// <summary>A process that cannot work with its configuration says so and ends, before it has touched anything.</summary>
public sealed class WrongConfigurationTests : IDisposable
{
    private const int ConfigurationExitCode = 78; // EX_CONFIG of sysexits.h

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string, string, string> PoolMistakes()
    {
        var cases = new TheoryData<string, string, string, string>();
        foreach (var project in new[] { "Msq.Api", "Msq.Dispatcher", "Msq.StatusTracker" })
        {
            cases.Add(project, "confirmations: 2 ", "", "confirmations");
            cases.Add(project, "      - id: relayer-2", "      - colour: red\n        id: relayer-2", "colour");
            cases.Add(project, "url: ${MSQ_DEV_RELAYER_2_URL}", "url: not-a-url", "url");
            cases.Add(project, "id: relayer-2", "id: relayer-1", "relayer-1");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(PoolMistakes))]
    public async Task A_mistake_in_the_pool_file_stops_the_process_and_is_named(string project, string right, string wrong, string key)
    {
        Configure("relayer-pool.yaml", right, wrong);

        var error = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync(project));

        Assert.Equal(ConfigurationExitCode, error.ExitCode);
        Assert.Contains("relayer-pool.yaml", error.Message, StringComparison.Ordinal);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scopes: [submit, read, admin]", "", "scopes")]
    [InlineData("scopes: [submit, read, admin]", "scopes: [submit, fly]", "fly")]
    [InlineData("pools: [local]", "pools: [elsewhere]", "elsewhere")]
    [InlineData("pools: [local]", "pools: [local]\n    colour: red", "colour")]
    public async Task A_mistake_in_the_client_file_stops_the_api_and_is_named(string right, string wrong, string key)
    {
        Configure("clients.yaml", right, wrong);

        var error = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync("Msq.Api"));

        Assert.Equal(ConfigurationExitCode, error.ExitCode);
        Assert.Contains("clients.yaml", error.Message, StringComparison.Ordinal);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_development_keys_are_refused_in_production()
    {
        Configure("clients.yaml", "", "");

        var error = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync("Msq.Api", ("ASPNETCORE_ENVIRONMENT", "Production")));

        Assert.Equal(ConfigurationExitCode, error.ExitCode);
        Assert.Contains("clients.yaml", error.Message, StringComparison.Ordinal);
        Assert.Contains("development", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Msq.Api", "ConnectionStrings__MySql", "ConnectionStrings:MySql")]
    [InlineData("Msq.Dispatcher", "ConnectionStrings__RabbitMq", "ConnectionStrings:RabbitMq")]
    [InlineData("Msq.StatusTracker", "ConnectionStrings__MySql", "ConnectionStrings:MySql")]
    [InlineData("Msq.Api", "Webhooks__SigningKey", "Webhooks:SigningKey")]
    [InlineData("Msq.Dispatcher", "OZ_RELAYER_API_KEY", "OZ_RELAYER_API_KEY")]
    public async Task A_setting_that_is_missing_is_named(string project, string setting, string named)
    {
        Configure("clients.yaml", "", "");

        var error = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync(project, (setting, null)));

        Assert.Equal(ConfigurationExitCode, error.ExitCode);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("00:30:00")]
    [InlineData("366.00:00:00")]
    public async Task A_lifetime_of_keys_that_is_none_is_named(string lifetime)
    {
        Configure("clients.yaml", "", "");

        var error = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync("Msq.Api", ("Idempotency__Lifetime", lifetime)));

        Assert.Equal(ConfigurationExitCode, error.ExitCode);
        Assert.Contains("Idempotency:Lifetime", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:30:00")]
    [InlineData("for ever")]
    public async Task A_lifetime_of_history_that_is_none_is_named(string lifetime)
    {
        Configure("clients.yaml", "", "");

        var error = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync("Msq.StatusTracker", ("History__Lifetime", lifetime)));

        Assert.Equal(ConfigurationExitCode, error.ExitCode);
        Assert.Contains("History:Lifetime", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Msq.Api")]
    [InlineData("Msq.Dispatcher")]
    [InlineData("Msq.StatusTracker")]
    public async Task A_database_that_may_forget_what_it_has_committed_is_refused(string project)
    {
        Configure("clients.yaml", "", "");
        await using var server = new MariaDbServer(folder.Path);
        await server.StartAsync();
        await using (var root = new MySqlConnection(server.AdministrationString))
        {
            await root.OpenAsync();
            await using var command = new MySqlCommand("SET GLOBAL innodb_flush_log_at_trx_commit = 2", root);
            await command.ExecuteNonQueryAsync();
        }

        var error = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync(project, ("ConnectionStrings__MySql", server.ConnectionString())));

        Assert.Equal(ConfigurationExitCode, error.ExitCode);
        Assert.Contains("innodb_flush_log_at_trx_commit", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The development configuration with one thing changed.</summary>
    private void Configure(string file, string right, string wrong)
    {
        foreach (var source in Directory.GetFiles(Development.ConfigFolder)) File.Copy(source, Path.Combine(folder.Path, Path.GetFileName(source)));
        var changed = Path.Combine(folder.Path, file);
        var text = File.ReadAllText(changed);
        Assert.Contains(right, text, StringComparison.Ordinal);
        if (right.Length > 0) File.WriteAllText(changed, text.Replace(right, wrong, StringComparison.Ordinal));
    }

    private async Task StartAsync(string project, params (string Name, string? Value)[] changes)
    {
        // Nobody listens there: the configuration is read before anything is connected.
        var nowhere = new Uri("http://127.0.0.1:9");
        var relayers = Enumerable.Range(10, Development.Relayers.Count).Select(port => new Uri($"http://127.0.0.1:{port}")).ToList();
        var settings = new Development().Settings(folder.Path, nowhere, relayers);
        settings["ASPNETCORE_ENVIRONMENT"] = "Development";
        settings["ConnectionStrings__MySql"] = "Server=127.0.0.1;Port=9;Database=msq;User ID=msq;Password=none";
        settings["ConnectionStrings__RabbitMq"] = "amqp://msq:none@127.0.0.1:9/";
        foreach (var (name, value) in changes) settings[name] = value;
        await using var process = new ServiceProcess("service", folder.Path, project, settings) { StartDeadline = TimeSpan.FromSeconds(20) };
        await process.StartAsync();
    }
}
