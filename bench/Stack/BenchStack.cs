using System.Text.Json;
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
        Api = new ServiceProcess("api", Path.Combine(folder, "logs"), "Msq.Api", _environment);
    }

    public RelayerStub Stub { get; }

    public ServiceProcess Api { get; }

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
            await stack.WriteClientsAsync(cancellationToken);
            await stack.WritePoolAsync(consumers: 16, cancellationToken);
            await stack.Api.StartAsync(cancellationToken);
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

    /// <summary>Writes the pool file: one relayer with that many consumers, and a pool where nothing goes on.</summary>
    public Task WritePoolAsync(int consumers, CancellationToken cancellationToken) => File.WriteAllTextAsync(Path.Combine(_folder, "config", "relayer-pool.yaml"), $$"""
        pools:
          - name: bench
            chainId: {{RelayerStub.ChainId}}
            rpcUrls: ["{{new Uri(Stub.Url, "/rpc")}}"]
            confirmations: 1
            relayers:
              - { id: relayer-1, url: "{{Stub.Url}}", apiKey: "${OZ_RELAYER_API_KEY}", consumers: {{consumers}}, maxPending: 100000 }
          - name: {{StillPool}}
            chainId: {{RelayerStub.StillChainId}}
            rpcUrls: ["{{new Uri(Stub.Url, "/still")}}"]
            confirmations: 1
            relayers:
              - { id: nobody, url: "http://127.0.0.1:9", apiKey: "${OZ_RELAYER_API_KEY}" }
        """, cancellationToken);

    /// <summary>A client of the API with that many connections.</summary>
    public HttpClient CreateClient(int connections) => new(new SocketsHttpHandler { MaxConnectionsPerServer = connections })
    {
        BaseAddress = Api.Url,
        Timeout = TimeSpan.FromMinutes(2),
        DefaultRequestHeaders = { { "X-API-Key", Development.ApiKey } },
    };

    /// <summary>Submits transactions, five hundred in a request.</summary>
    public async Task<IReadOnlyList<Guid>> SubmitAsync(int count, string pool, CancellationToken cancellationToken)
    {
        using var http = CreateClient(1);
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
    public async Task<long> ReadAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(_database.ConnectionString());
        await connection.OpenAsync(cancellationToken);
        await using var command = new MySqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
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
        var service = new ServiceProcess($"{name}-{_services.Count + 1}", Path.Combine(_folder, "logs"), project, _environment);
        _services.Add(service);
        await service.StartAsync(cancellationToken);
    }

    private async Task WriteClientsAsync(CancellationToken cancellationToken)
    {
        var development = await File.ReadAllTextAsync(Path.Combine(Development.ConfigFolder, "clients.yaml"), cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "config", "clients.yaml"), development.Replace("pools: [local]", $"pools: [bench, {StillPool}]", StringComparison.Ordinal), cancellationToken);
    }
}
