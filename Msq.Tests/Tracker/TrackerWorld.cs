using System.Diagnostics;
using System.Globalization;
using System.Linq.Expressions;
using System.Net.Http.Json;
using System.Numerics;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Msq.Contracts.Messages;
using Msq.Dispatcher;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Values;
using Msq.Hosting.Bus;
using Msq.Local.Contracts;
using Msq.Local.DevRelayer;
using Msq.Local.Servers;
using Msq.StatusTracker;
using Msq.Storage;
using Msq.Storage.Forwarding;
using Msq.Storage.Transactions;
using Msq.Tests.Callbacks;
using Msq.Tests.Chain;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Tracker;

/// <summary>Tracker and dispatcher in this process, on SQLite and the in-memory transport, before a development relayer and a real chain.</summary>
public sealed class TrackerWorld : IAsyncDisposable
{
    public const string ApiKey = "a-development-api-key-of-32-chars";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();
    private DevRelayerOptions relayerOptions = null!;
    private DevRelayerHost? relayer;
    private string pool = "";
    private WebApplication app = null!;

    public AnvilNode Chain { get; private set; } = null!;

    /// <summary>Starts everything.</summary>
    /// <param name="confirmations">The pool's depth.</param>
    /// <param name="reached">Called at every checkpoint of the relayer.</param>
    /// <param name="secondNode">Another node of the pool.</param>
    /// <param name="settle">The pool's settle time.</param>
    /// <param name="batch">The pool's rule for sharing transactions, as YAML.</param>
    /// <param name="stallAfter">How long the relayer's nonce on chain may stand still.</param>
    /// <param name="callbacks">The client's endpoints, as YAML; secrets are <c>HOOK_SECRET</c>.</param>
    /// <param name="fillNonceGaps">Whether the relayer uses up nonces that it took for nothing; OZ Relayer v1.3.0 does not.</param>
    /// <param name="otherPools">More pools, as YAML.</param>
    public static async Task<TrackerWorld> StartAsync(
        int confirmations = 2, Func<Checkpoint, string, Task>? reached = null, Uri? secondNode = null, string settle = "2s", bool fillNonceGaps = true, string? batch = null, string stallAfter = "5m", string otherPools = "", string? callbacks = null)
    {
        var world = new TrackerWorld { Chain = await AnvilNode.StartAsync("--block-time", "1") };
        world.relayerOptions = new DevRelayerOptions
        {
            Relayers = [Account("relayer-1"), Account("relayer-2", "relayer-2")],
            RpcUrl = world.Chain.Url,
            ChainId = 31337,
            ApiKey = ApiKey,
            Reached = reached ?? ((_, _) => Task.CompletedTask),
            FillNonceGaps = fillNonceGaps,
        };
        world.relayer = await DevRelayerHost.StartAsync(world.relayerOptions);
        world.pool = $$"""
            pools:
              - name: local
                chainId: 31337
                rpcUrls: ["{{world.Chain.Url}}"{{(secondNode is null ? "" : $", \"{secondNode}\"")}}]
                confirmations: {{confirmations}}
                settle: {{settle}}
                stallAfter: {{stallAfter}}
                forwarder: "{{DevelopmentContracts.Forwarder.ToChecksum()}}"
                {{(batch is null ? "" : $"batch: {batch}")}}
                relayers:
                  - { id: relayer-1, url: "{{world.relayer.Url}}", apiKey: "${OZ_RELAYER_API_KEY}", maxPending: 100 }
            {{otherPools}}
            """;
        await world.WritePoolAsync(world.pool);
        await File.WriteAllTextAsync(Path.Combine(world.folder.Path, "clients.yaml"), $$"""
            clients:
              - name: test
                keys: [{ id: test, sha256: {{new string('0', 64)}} }]
                scopes: [read]
                pools: [local]
                {{(callbacks is null ? "" : $"callbacks: {callbacks}")}}
            """);
        await world.StartServicesAsync();
        return world;
    }

    /// <summary>Puts a transaction into the database as the API does, and hints at it.</summary>
    public async Task<Guid> SubmitAsync(string to, string value, string data = "0x", ulong? gasLimit = null, DateTime? validUntil = null, bool hint = true, TimeSpan? nextActionIn = null, DateTime? keyExpiresAt = null, TimeSpan age = default,
        string pool = "local", ulong chainId = 31337, string? onlyRelayer = null, Guid? replaces = null, ulong? maxGas = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var id = Guid.CreateVersion7(now - age);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
            db.Transactions.Add(new Transaction
            {
                CorrelationId = id,
                Version = 1,
                Client = "test",
                RequestHash = new byte[32],
                IdempotencyKey = keyExpiresAt is null ? null : $"{id}",
                IdempotencyExpiresAt = keyExpiresAt,
                Type = TransactionType.Direct,
                Pool = pool,
                ChainId = chainId,
                To = to,
                Value = value,
                Data = data,
                GasLimit = gasLimit,
                MaxGas = maxGas,
                Speed = "fast",
                ValidUntil = validUntil,
                OnlyRelayer = onlyRelayer,
                Replaces = replaces,
                CreatedAt = now,
                UpdatedAt = now,
                NextActionAt = now + (nextActionIn ?? TimeSpan.FromSeconds(hint ? 30 : 0)),
            });
            await db.SaveChangesAsync();
        }

        if (hint && nextActionIn is null)
            await SendAsync(new SubmitTransaction(id));
        return id;
    }

    /// <summary>Puts a signed request into the database as the API does, its nonce reserved, and hints at it.</summary>
    public async Task<Guid> SubmitAsync(ForwardRequest request, byte[] signature, DateTime? validUntil = null, bool signedByKey = true)
    {
        var id = Guid.CreateVersion7();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
            var forwarder = DevelopmentContracts.Forwarder.ToString();
            db.Transactions.Add(new Transaction
            {
                CorrelationId = id,
                Version = 1,
                Client = "test",
                RequestHash = new byte[32],
                Type = TransactionType.Gasless,
                Pool = "local",
                ChainId = 31337,
                To = forwarder,
                Value = "0",
                Data = ForwarderCalls.Execute(request, signature),
                Signer = request.From.ToString(),
                ForwardNonce = (ulong)request.Nonce,
                ForwardGas = (ulong)request.Gas,
                SignedByKey = signedByKey,
                Speed = "fast",
                ValidUntil = validUntil,
                CreatedAt = now,
                UpdatedAt = now,
                NextActionAt = now + TimeSpan.FromSeconds(30),
            });
            db.ForwardNonces.Add(new ForwardNonce { ChainId = 31337, Forwarder = forwarder, Signer = request.From.ToString(), Nonce = (ulong)request.Nonce, TransactionId = id });
            await db.SaveChangesAsync();
        }

        await SendAsync(new SubmitTransaction(id));
        return id;
    }

    /// <summary>Whether a signer's nonce is reserved.</summary>
    public async Task<bool> IsReservedAsync(Address signer, ulong nonce)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var from = signer.ToString();
        return await scope.ServiceProvider.GetRequiredService<MsqDbContext>().ForwardNonces.AnyAsync(x => x.Signer == from && x.Nonce == nonce);
    }

    /// <summary>Cancels as the API does.</summary>
    public async Task CancelAsync(Guid id)
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            await scope.ServiceProvider.GetRequiredService<MsqDbContext>().Transactions.Where(x => x.CorrelationId == id)
                .ExecuteUpdateAsync(x => x.SetProperty(row => row.CancelRequestedAt, now).SetProperty(row => row.Version, row => row.Version + 1));
        }

        await SendAsync(new CancelTransaction(id));
    }

    /// <summary>Orders as the API does.</summary>
    public async Task OrderAsync(string relayerId, string state)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<MsqDbContext>().Relayers.Where(x => x.Id == relayerId)
            .ExecuteUpdateAsync(x => x.SetProperty(row => row.State, state));
    }

    public async Task SendAsync<T>(T message, string queue = Queues.Transactions) where T : class
    {
        var endpoint = await app.Services.GetRequiredService<IBus>().GetSendEndpoint(Queues.Address(queue));
        await endpoint.Send(message);
    }

    /// <summary>The relayer's process is gone, and with it whatever it would have done.</summary>
    public async Task StopRelayerAsync()
    {
        if (relayer is not null)
            await relayer.DisposeAsync();
        relayer = null;
    }

    /// <summary>Changes a row behind the services' back.</summary>
    public async Task ChangeAsync(Guid id, Expression<Func<SetPropertyCalls<Transaction>, SetPropertyCalls<Transaction>>> change)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var row = scope.ServiceProvider.GetRequiredService<MsqDbContext>().Transactions.Where(x => x.CorrelationId == id);
        await row.ExecuteUpdateAsync(change);
        await row.ExecuteUpdateAsync(x => x.SetProperty(t => t.Version, t => t.Version + 1));
    }

    /// <summary>Waits until the transaction is over.</summary>
    public Task<Transaction> EndAsync(Guid id) => UntilAsync(id, transaction => TransactionStatus.IsEnd(transaction.Status));

    public async Task<Transaction> UntilAsync(Guid id, Func<Transaction, bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var transaction = await ReadAsync(id);
            if (condition(transaction))
                return transaction;
            if (clock.Elapsed > Deadline)
                throw new TimeoutException($"It is {transaction.CurrentState}/{transaction.Status} ({transaction.Unresolved}): {string.Join("; ", transaction.Timeline.Select(x => $"{x.Event} {x.Detail}"))}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until the watcher has stored a nonce, or has forgotten it.</summary>
    public Task UntilEvidenceAsync(string from, ulong nonce, bool isThere) =>
        UntilAsync(async db => await db.ChainTransactions.AnyAsync(x => x.From == from && x.Nonce == nonce) == isThere);

    public async Task<Transaction> ReadAsync(Guid id) =>
        await FindAsync(id) ?? throw new InvalidOperationException($"{id} is gone.");

    /// <summary>Waits until a transaction is gone.</summary>
    public Task UntilGoneAsync(Guid id) => UntilAsync(async db => !await db.Transactions.AnyAsync(x => x.CorrelationId == id));

    /// <summary>Ends tracker and dispatcher, and starts them again.</summary>
    public async Task RestartServicesAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await StartServicesAsync();
    }

    /// <summary>Ends the relayer, which has nothing on disk, and starts it again in the same place: it knows nothing any more.</summary>
    /// <param name="keystore">Whose key it then has, by the relayer's id.</param>
    public async Task RestartRelayerAsync(string keystore = "relayer-1")
    {
        var port = relayer!.Url.Port;
        await StopRelayerAsync();
        relayer = await DevRelayerHost.StartAsync(relayerOptions with { Port = port, Relayers = [Account(keystore)] });
    }

    /// <summary>Uses the relayer past Msq.</summary>
    public async Task PostToRelayerAsync(object body)
    {
        using var http = RelayerWorld.ClientOf(relayer!.Url, ApiKey);
        using var answer = await http.PostAsJsonAsync("relayers/relayer-1/transactions", body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Takes the relayer out of the pool, where a name without anybody behind it stays, and starts the services again.</summary>
    public async Task RemoveRelayerAsync()
    {
        await WritePoolAsync(pool.Replace("id: relayer-1", "id: relayer-9", StringComparison.Ordinal).Replace($":{relayer!.Url.Port}", ":9", StringComparison.Ordinal));
        await RestartServicesAsync();
    }

    /// <summary>Writes the pool file anew, while the services run.</summary>
    public Task ListAsync(params IEnumerable<string> relayers) => WritePoolAsync(
        $"{pool[..pool.IndexOf("    relayers:", StringComparison.Ordinal)]}    relayers:\n{string.Concat(relayers.Select(line => $"      - {{ {line}, url: \"{relayer!.Url}\", apiKey: \"${{OZ_RELAYER_API_KEY}}\" }}\n"))}");

    /// <summary>Waits for what the services store besides the transactions.</summary>
    public async Task UntilAsync(Func<MsqDbContext, Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            await using var scope = app.Services.CreateAsyncScope();
            if (await condition(scope.ServiceProvider.GetRequiredService<MsqDbContext>()))
                return;
            Assert.True(clock.Elapsed < Deadline);
            await Task.Delay(50);
        }
    }

    public async Task<BigInteger> BalanceAsync(string address) =>
        await Chain.Node.GetBalanceAsync(Address.Parse(address), CancellationToken.None);

    public static string FreshAddress() => "0x" + Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture) + "00000000";

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await StopRelayerAsync();
        await Chain.DisposeAsync();
        folder.Dispose();
    }

    private async Task<Transaction?> FindAsync(Guid id)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MsqDbContext>().Transactions.AsNoTracking()
            .Include(x => x.Timeline).Include(x => x.Attempts).SingleOrDefaultAsync(x => x.CorrelationId == id);
    }

    private static DevRelayerAccount Account(string keystore, string id = "relayer-1") =>
        new(id, Path.Combine(RepositoryRoot.Path, "keys", keystore, "keystore.json"), "msq-dev");

    private Task WritePoolAsync(string text) => File.WriteAllTextAsync(Path.Combine(folder.Path, "relayer-pool.yaml"), text);

    private async Task StartServicesAsync()
    {
        var database = $"Data Source={Path.Combine(folder.Path, "msq.db")}";
        await MsqDatabase.MigrateAsync(null, database, CancellationToken.None);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["MSQ_CONFIG"] = folder.Path,
            ["OZ_RELAYER_API_KEY"] = ApiKey,
            ["HOOK_SECRET"] = CallbackWorld.Secret,
            ["ConnectionStrings:Sqlite"] = database,
            ["ConnectionStrings:RabbitMq"] = "loopback://localhost/",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["urls"] = "http://127.0.0.1:0",
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddMsqStatusTracker().AddMsqDispatcher().AddMsqBus();
        app = builder.Build();
        await app.StartAsync();
    }
}
