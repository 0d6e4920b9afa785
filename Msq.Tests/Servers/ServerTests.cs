using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Msq.Local.Servers;
using MySqlConnector;

namespace Msq.Tests.Servers;

public sealed class ServerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("msq-servers-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task MariaDb_keeps_what_was_committed_when_it_is_killed_and_started_again()
    {
        await using var server = new MariaDbServer(folder);
        await server.StartAsync();
        await Execute(server, "CREATE TABLE kept (id INT PRIMARY KEY); INSERT INTO kept VALUES (1)");
        var firstPid = server.Pid;

        await server.KillAsync();
        Assert.Null(server.Pid);
        await server.StartAsync();

        Assert.NotEqual(firstPid, server.Pid);
        Assert.Equal(1L, await Execute(server, "SELECT COUNT(*) FROM kept"));
    }

    [Fact]
    public async Task MariaDb_is_durable_on_every_commit_and_reads_committed()
    {
        await using var server = new MariaDbServer(folder);
        await server.StartAsync();

        Assert.Equal("1 READ-COMMITTED utf8mb4_unicode_ci 400", await Execute(server,
            "SELECT CONCAT_WS(' ', @@innodb_flush_log_at_trx_commit, @@tx_isolation, @@collation_database, @@max_connections)"));
        Assert.Equal(1L, Convert.ToInt64(await Execute(server, "CREATE DATABASE msq_other; SELECT 1")));
    }

    [Fact]
    public async Task RabbitMq_serves_again_on_the_same_port_after_a_stop_and_leaves_no_process_behind()
    {
        await using var server = new RabbitMqServer(folder);
        await server.StartAsync();
        var pid = server.Pid!.Value;
        using (var management = server.CreateManagementClient())
        {
            var users = await management.GetFromJsonAsync<JsonArray>("api/users");
            Assert.Contains(users!, user => user!["name"]!.GetValue<string>() == "msq");
        }

        await server.StopAsync();
        Assert.Empty(RunningProcesses.In(folder));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid));
        await server.StartAsync();

        using var again = server.CreateManagementClient();
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("api/overview")).StatusCode);
        await server.KillAsync();
        Assert.Empty(RunningProcesses.In(folder));
    }

    [Fact]
    public async Task Redis_starts_stops_and_starts_again()
    {
        await using var server = new RedisServer(folder);
        await server.StartAsync();
        await server.StopAsync();
        Assert.False(server.IsRunning);
        await server.StartAsync();
        Assert.True(server.IsRunning);
    }

    [Fact]
    public async Task Anvil_mines_and_its_chain_survives_a_restart()
    {
        await using var chain = new Anvil(folder);
        await chain.StartAsync();
        await Rpc(chain, "anvil_setBalance", "0x00000000000000000000000000000000000000aa", "0x7b");
        await Rpc(chain, "anvil_mine", "0x5");

        await chain.StopAsync();
        await chain.StartAsync();

        Assert.Equal("0x7b", await Rpc(chain, "eth_getBalance", "0x00000000000000000000000000000000000000aa", "latest"));
        Assert.NotEqual("0x0", await Rpc(chain, "eth_blockNumber"));
    }

    [Fact]
    public async Task A_server_that_ends_while_starting_says_why()
    {
        await using var chain = new Anvil(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "state.json"), "no chain");

        var error = await Assert.ThrowsAsync<ServerStartException>(() => chain.StartAsync());

        Assert.Contains("anvil ended with exit code", error.Message, StringComparison.Ordinal);
        Assert.Contains(chain.LogFile, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.ExitCode);
    }

    [Fact]
    public async Task A_server_is_not_taken_for_another_one_on_its_port()
    {
        await using var first = new Anvil(Path.Combine(folder, "first"));
        await first.StartAsync();
        await using var second = new Anvil(Path.Combine(folder, "second"), first.Url.Port);

        var error = await Assert.ThrowsAsync<ServerStartException>(() => second.StartAsync());

        Assert.Contains($"port {first.Url.Port} of 127.0.0.1 is in use", error.Message, StringComparison.Ordinal);
    }

    private static async Task<object?> Execute(MariaDbServer server, string sql)
    {
        await using var connection = new MySqlConnection(server.ConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<string?> Rpc(Anvil chain, string method, params string[] parameters)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(chain.Url, new { jsonrpc = "2.0", id = 1, method, @params = parameters });
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["result"]?.ToString();
    }
}
