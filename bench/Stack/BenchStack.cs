using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Msq.Bench.Measures;
using Msq.Bench.Stub;
using Msq.Local;
using Msq.Local.Servers;
using Msq.Local.Stack;
using Msq.Storage;
using MySqlConnector;

namespace Msq.Bench.Stack;

/// <summary>Msq over real servers, before the stub. The dispatchers can be more or fewer while it runs.</summary>
internal sealed class BenchStack : IAsyncDisposable
{
    /// <summary>The pool whose relayer is never there: what is sent to it stays queued.</summary>
    public const string StillPool = "still";

    /// <summary>The pool that the stub serves.</summary>
    public const string Pool = "bench";

    /// <summary>Its relayer.</summary>
    public const string Relayer = "relayer-1";

    /// <summary>The key of the client that is told, at the stub, when its transactions are confirmed.</summary>
    public const string ToldKey = "bench-told-key";

    private readonly string _folder;
    private readonly MariaDbServer _database;
    private readonly RabbitMqServer _broker;
    private readonly RedisServer _redis;
    private readonly List<ServiceProcess> _services = [];
    private readonly Dictionary<string, string?> _environment;

    private BenchStack(string folder, RelayerStub stub)
    {
        _folder = folder;
        Stub = stub;
        _database = new MariaDbServer(Path.Combine(folder, "mariadb"));
        _broker = new RabbitMqServer(Path.Combine(folder, "rabbitmq"));
        _redis = new RedisServer(Path.Combine(folder, "redis"));
        _environment = new Development().Settings(Path.Combine(folder, "config"), new Uri(stub.Url, "/rpc"), []);
        _environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        _environment["ConnectionStrings__MySql"] = _database.ConnectionString();
        _environment["ConnectionStrings__Sqlite"] = null;
        _environment["ConnectionStrings__RabbitMq"] = _broker.ConnectionString;
        _environment["ConnectionStrings__Redis"] = _redis.ConnectionString;
        _environment["Logging__LogLevel__Default"] = "Warning";
        Api = Service("api", "Msq.Api");
    }

    public RelayerStub Stub { get; }

    public ServiceProcess Api { get; }

    /// <summary>The database.</summary>
    public string DatabaseConnection => _database.ConnectionString();

    /// <summary>The broker.</summary>
    public Uri BrokerUrl => new(_broker.ConnectionString);

    /// <summary>Starts the servers, the API, a tracker and a dispatcher in an empty folder.</summary>
    public static async Task<BenchStack> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "artifacts", "bench", Guid.CreateVersion7().ToString("N"));
        Directory.CreateDirectory(Path.Combine(folder, "config"));
        var stack = new BenchStack(folder, await RelayerStub.StartAsync(cancellationToken));
        try
        {
            await Task.WhenAll(stack._database.StartAsync(cancellationToken), stack._broker.StartAsync(cancellationToken), stack._redis.StartAsync(cancellationToken));
            await MsqDatabase.MigrateAsync(stack._database.ConnectionString(), sqlite: null, cancellationToken);
            await stack.AdministerAsync("SET GLOBAL innodb_monitor_enable = 'trx_rw_commits'; GRANT PROCESS ON *.* TO 'msq'@'127.0.0.1'", cancellationToken);
            await stack.WriteClientsAsync(cancellationToken);
            await stack.WritePoolAsync(consumers: 16, cancellationToken);
            await stack.Api.StartAsync(cancellationToken);
            stack.Stub.Reports.Begin(Development.WebhookUrl(stack.Api.Url), stack._environment["Webhooks__SigningKey"]!);
            await stack.AddAsync("tracker", "Msq.StatusTracker", cancellationToken);
            await stack.AddDispatcherAsync(cancellationToken);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public Task AddDispatcherAsync(CancellationToken cancellationToken) => AddAsync("dispatcher", "Msq.Dispatcher", cancellationToken);

    /// <summary>Stops all dispatchers but the first.</summary>
    public async Task KeepOneDispatcherAsync()
    {
        foreach (var service in _services.Where(service => service.Name.StartsWith("dispatcher", StringComparison.Ordinal)).Skip(1).ToList())
        {
            _services.Remove(service);
            await service.DisposeAsync();
        }
    }

    /// <summary>Writes the pool file: one relayer with that many consumers, and a pool where nothing goes on.</summary>
    public Task WritePoolAsync(int consumers, CancellationToken cancellationToken) => File.WriteAllTextAsync(Path.Combine(_folder, "config", "relayer-pool.yaml"), $$"""
        pools:
          - name: {{Pool}}
            chainId: {{RelayerStub.ChainId}}
            rpcUrls: ["{{new Uri(Stub.Url, "/rpc")}}"]
            confirmations: 2
            relayers:
              - { id: {{Relayer}}, url: "{{Stub.Url}}", apiKey: "${OZ_RELAYER_API_KEY}", consumers: {{consumers}}, maxPending: 100000 }
          - name: {{StillPool}}
            chainId: {{RelayerStub.StillChainId}}
            rpcUrls: ["{{new Uri(Stub.Url, "/still")}}"]
            confirmations: 1
            relayers:
              - { id: nobody, url: "http://127.0.0.1:9", apiKey: "${OZ_RELAYER_API_KEY}" }
        """, cancellationToken);

    /// <summary>A client of the API with that many connections.</summary>
    /// <param name="connections">The most at a time.</param>
    /// <param name="key">Its API key: <see cref="ToldKey"/> for the one that is told of its transactions.</param>
    public HttpClient CreateClient(int connections, string key = Development.ApiKey) => new(new SocketsHttpHandler { MaxConnectionsPerServer = connections })
    {
        BaseAddress = Api.Url,
        Timeout = TimeSpan.FromMinutes(2),
        DefaultRequestHeaders = { { "X-API-Key", key } },
    };

    /// <summary>Submits transactions, five hundred in a request.</summary>
    public async Task<IReadOnlyList<Guid>> SubmitAsync(int count, string pool, CancellationToken cancellationToken, string key = Development.ApiKey)
    {
        using var http = CreateClient(1, key);
        var ids = new List<Guid>();
        while (ids.Count < count)
        {
            var items = Enumerable.Range(0, Math.Min(500, count - ids.Count)).Select(_ => new { direct = new { to = "0x00000000000000000000000000000000000000aa", gasLimit = "21000", pool } });
            using var response = await http.PostAsJsonAsync("/api/v1/relay/batch", new { items }, cancellationToken);
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            ids.AddRange(answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("transactionId").GetGuid()));
        }

        return ids;
    }

    /// <summary>The first column of a query's only row.</summary>
    public async Task<double> ReadAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(DatabaseConnection);
        await connection.OpenAsync(cancellationToken);
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 300 };
        return Convert.ToDouble(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The first column of a query's rows, as microseconds.</summary>
    public async Task<IReadOnlyList<TimeSpan>> ReadTimesAsync(string sql, CancellationToken cancellationToken) =>
        [.. (await ReadWordsAsync(sql, cancellationToken)).Select(word => TimeSpan.FromMicroseconds(double.Parse(word, System.Globalization.CultureInfo.InvariantCulture)))];

    /// <summary>The first column of a query's rows.</summary>
    public async Task<IReadOnlyList<string>> ReadWordsAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(DatabaseConnection);
        await connection.OpenAsync(cancellationToken);
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 300 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var words = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            words.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return words;
    }

    /// <summary>Changes the database by its administrator's hand.</summary>
    public async Task AdministerAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(_database.AdministrationString + ";AllowUserVariables=true");
        await connection.OpenAsync(cancellationToken);
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Ends what waits in <see cref="StillPool"/>: what it left would be looked at for ever.</summary>
    public async Task ClearStillPoolAsync(CancellationToken cancellationToken)
    {
        await UntilAsync(async () => await ReadAsync($"SELECT COUNT(*) FROM transactions WHERE pool = '{StillPool}' AND current_state = 'Accepted'", cancellationToken) == 0, cancellationToken);
        await AdministerAsync($"UPDATE msq.transactions SET current_state = 'Ended', status = 'canceled', next_action_at = NULL, version = version + 1 WHERE pool = '{StillPool}'", cancellationToken);
    }

    /// <summary>What the processes, the database and the broker have used so far.</summary>
    public async Task<Costs> ReadCostsAsync(CancellationToken cancellationToken)
    {
        var processes = _services.Prepend(Api).Select(service => ProcessReading.Read(KindOf(service), service.Pid!.Value, CountsFile(service.Name)))
            .Append(ProcessReading.Read("mariadb", _database.Pid!.Value, null)).Append(ProcessReading.Read("rabbitmq", _broker.Pid!.Value, null))
            .Append(ProcessReading.Read("redis", _redis.Pid!.Value, null)).Append(ProcessReading.Read("load and stub", Environment.ProcessId, null))
            .ToList();
        using var management = _broker.CreateManagementClient();
        var overview = await management.GetFromJsonAsync<JsonElement>("api/overview", cancellationToken);
        var published = overview.TryGetProperty("message_stats", out var stats) && stats.TryGetProperty("publish", out var count) ? count.GetDouble() : 0;
        return new Costs(
            processes,
            await ReadAsync("SELECT COUNT FROM information_schema.INNODB_METRICS WHERE NAME = 'trx_rw_commits'", cancellationToken),
            await ReadAsync("SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'QUESTIONS'", cancellationToken),
            published);
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_services.Prepend(Api).Select(service => service.DisposeAsync().AsTask()));
        await Task.WhenAll(_database.DisposeAsync().AsTask(), _broker.DisposeAsync().AsTask(), _redis.DisposeAsync().AsTask(), Stub.DisposeAsync().AsTask());
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AddAsync(string name, string project, CancellationToken cancellationToken)
    {
        var service = Service($"{name}-{_services.Count + 1}", project);
        _services.Add(service);
        await service.StartAsync(cancellationToken);
    }

    private ServiceProcess Service(string name, string project) => new(name, Path.Combine(_folder, "logs"), project, new Dictionary<string, string?>(_environment)
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(BenchStack).Assembly.Location,
        [StartupHook.FileVariable] = CountsFile(name),
    });

    private string CountsFile(string service) => Path.Combine(_folder, $"{service}.counts");

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static string KindOf(ServiceProcess service) => service.Name.Split('-')[0];

    private Task WriteClientsAsync(CancellationToken cancellationToken) => File.WriteAllTextAsync(
        Path.Combine(_folder, "config", "clients.yaml"),
        $$"""
        clients:
          - name: bench
            keys: [{ id: bench, sha256: {{HashOf(Development.ApiKey)}} }]
            scopes: [submit, read, admin]
            pools: [{{Pool}}, {{StillPool}}]
          - name: told
            keys: [{ id: told, sha256: {{HashOf(ToldKey)}} }]
            scopes: [submit, read]
            pools: [{{Pool}}, {{StillPool}}]
            callbacks: [{ name: stub, url: "{{new Uri(Stub.Url, "/told")}}", secrets: ["${MSQ_DEV_CALLBACK_SECRET}"], statuses: [confirmed], allowPrivate: true }]
        """,
        cancellationToken);
}
