using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Msq.Contracts.Messages;
using Msq.Dispatcher;
using Msq.Hosting.Bus;
using Msq.Storage;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;
using Msq.Tests.Api;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Dispatcher;

/// <summary>A dispatcher as a real host over a bus in memory, before one relayer; the test is the tracker: it opens attempts and hears what came of them.</summary>
internal sealed class DispatcherWorld : IAsyncDisposable
{
    public const string RelayerKey = "a-development-api-key-of-32-chars";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder;
    private readonly Heard _heard;
    private int _attempts;

    private DispatcherWorld(WebApplication app, TemporaryFolder folder, Heard heard)
    {
        _app = app;
        _folder = folder;
        _heard = heard;
    }

    /// <summary>Everything that the dispatcher said.</summary>
    public IReadOnlyCollection<object> Said => _heard.Messages;

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it.</summary>
    /// <param name="relayer">The relayer's URL.</param>
    /// <param name="settle">The pool's settle time: a POST may take half of it.</param>
    /// <param name="relayerId">The id inside the OZ Relayer.</param>
    /// <param name="apiKey">What the dispatcher believes the relayer's key to be.</param>
    /// <param name="mySql">A migrated database to share with others; null makes a SQLite file of its own.</param>
    /// <param name="change">Changes the services.</param>
    /// <param name="minBalance">The pool's floor for its relayers' balances.</param>
    public static async Task<DispatcherWorld> StartAsync(
        Uri relayer, string settle = "40s", string relayerId = "relayer-1", string apiKey = RelayerKey, string? mySql = null,
        Action<IServiceCollection>? change = null, string minBalance = "0")
    {
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "relayer-pool.yaml"), $$"""
            pools:
              - name: local
                chainId: 31337
                rpcUrls: [http://127.0.0.1:8545]
                confirmations: 2
                settle: {{settle}}
                minBalance: "{{minBalance}}"
                relayers:
                  - { id: relayer-1, url: "{{relayer}}", relayerId: "{{relayerId}}", apiKey: "${OZ_RELAYER_API_KEY}" }
            """);
        var sqlite = mySql is null ? $"Data Source={Path.Combine(folder.Path, "msq.db")}" : null;
        if (sqlite is not null)
            await MsqDatabase.MigrateAsync(null, sqlite, CancellationToken.None);

        var builder = ApiWorld.Builder(folder.Path,
            $"--ConnectionStrings:Sqlite={sqlite}", $"--ConnectionStrings:MySql={mySql}", "--ConnectionStrings:RabbitMq=loopback://localhost/", $"--OZ_RELAYER_API_KEY={apiKey}");
        builder.Logging.ClearProviders();
        var heard = new Heard();
        builder.AddMsqDispatcher();
        builder.Services.AddSingleton(heard);
        builder.Services.AddSingleton(new BusPart(bus =>
        {
            bus.AddConsumer<Saga>().Endpoint(endpoint => endpoint.Name = Queues.Transactions);
            bus.AddConsumer<Absence>().Endpoint(endpoint => endpoint.Name = Queues.Absence);
            bus.AddConsumer<Board>().Endpoint(endpoint => endpoint.Name = Queues.Relayers);
        }));
        builder.AddMsqBus();
        change?.Invoke(builder.Services);
        var app = builder.Build();
        app.Services.GetRequiredService<IBus>().ConnectConsumeObserver(heard);
        await app.StartAsync();
        return new DispatcherWorld(app, folder, heard);
    }

    /// <summary>Opens an attempt as the tracker does.</summary>
    /// <param name="to">The target.</param>
    /// <param name="gasLimit">Null takes one that no other attempt has.</param>
    /// <param name="from">The signer.</param>
    /// <param name="openedAt">When; null is now.</param>
    public async Task<Guid> OpenAsync(string? to = null, ulong? gasLimit = null, string from = RawRelayer.Signer, DateTime? openedAt = null)
    {
        var id = Guid.CreateVersion7();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var target = to ?? FreshAddress();
        var gas = gasLimit ?? 30_000 + (ulong)Interlocked.Increment(ref _attempts);
        await DatabaseAsync(async db =>
        {
            var transaction = new Transaction
            {
                CorrelationId = id,
                CurrentState = "Dispatching",
                Status = TransactionStatus.Dispatching,
                Version = 1,
                Client = "test",
                RequestHash = new byte[32],
                Type = "direct",
                Pool = "local",
                ChainId = 31337,
                To = target,
                Value = "1",
                Data = "0x",
                Speed = "fast",
                CreatedAt = now,
                UpdatedAt = now,
                Attempt = 1,
                Relayer = "relayer-1",
                From = from,
            };
            transaction.Attempts.Add(new Attempt
            {
                Number = 1,
                Relayer = "relayer-1",
                From = from,
                GasLimit = gas,
                Body = $$"""{"to":"{{target}}","value":"1","data":"0x","gas_limit":{{gas}},"speed":"fast"}""",
                Identity = AttemptIdentity.Compute(31337, from, target, "1", "0x", gas),
                OpenedAt = openedAt ?? now,
            });
            db.Transactions.Add(transaction);
            await db.SaveChangesAsync();
        });
        return id;
    }

    /// <summary>Sends word of an attempt, and waits until the dispatcher is through with it.</summary>
    public async Task DispatchAsync(Guid id, int attempt = 1, bool isRepeat = false) => await ConsumedAsync(
        await SendAsync("relayer-1", new DispatchTransaction(id, attempt, "relayer-1", isRepeat)));

    /// <summary>Has an attempt looked for, and waits until the dispatcher is through with it.</summary>
    public async Task LookAsync(Guid id) => await ConsumedAsync(await SendAsync(Queues.Enquiries, new LookForAttempt(id, 1, "relayer-1")));

    /// <summary>Sends a message and gives its id.</summary>
    public async Task<Guid> SendAsync<T>(string queue, T message) where T : class
    {
        var messageId = Guid.CreateVersion7();
        var endpoint = await Services.GetRequiredService<IBus>().GetSendEndpoint(Queues.Address(queue));
        await endpoint.Send(message, context => context.MessageId = messageId);
        return messageId;
    }

    /// <summary>Waits until the message is consumed.</summary>
    public Task ConsumedAsync(Guid messageId) => UntilAsync(() => _heard.Consumed.ContainsKey(messageId), "the message to be consumed");

    /// <summary>Opens an attempt, has it dispatched and waits for what the dispatcher says of it.</summary>
    public async Task<T> OutcomeAsync<T>(string? to = null, ulong? gasLimit = null) where T : class
    {
        var id = await OpenAsync(to, gasLimit);
        await DispatchAsync(id);
        return Assert.IsType<T>(await HeardAsync(id));
    }

    /// <summary>Waits for what the dispatcher says of an attempt.</summary>
    public async Task<object> HeardAsync(Guid id)
    {
        await UntilAsync(() => Of(id).Count > 0, "an outcome");
        return Assert.Single(Of(id));
    }

    /// <summary>What the dispatcher has said of a transaction so far.</summary>
    public IReadOnlyList<object> Of(Guid id) => [.. Said.Where(message => TransactionOf(message) == id)];

    public static async Task UntilAsync(Func<bool> condition, string expected)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > Deadline)
                throw new TimeoutException($"Waited in vain for {expected}");
            await Task.Delay(20);
        }
    }

    public async Task DatabaseAsync(Func<MsqDbContext, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<MsqDbContext>());
    }

    public async Task<Transaction> ReadAsync(Guid id)
    {
        Transaction? row = null;
        await DatabaseAsync(async db => row = await db.Transactions.AsNoTracking().Include(x => x.Attempts).SingleAsync(x => x.CorrelationId == id));
        return row!;
    }

    public Task ChangeAsync(Guid id, Action<Transaction> change) => DatabaseAsync(async db =>
    {
        var row = await db.Transactions.Include(x => x.Attempts).SingleAsync(x => x.CorrelationId == id);
        change(row);
        await db.SaveChangesAsync();
    });

    public static string FreshAddress() => "0x" + Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture) + "00000000";

    /// <summary>Stops it as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private static Guid? TransactionOf(object message) => message switch
    {
        DispatchAccepted x => x.TransactionId,
        DispatchRefused x => x.TransactionId,
        DispatchNotTaken x => x.TransactionId,
        DispatchInDoubt x => x.TransactionId,
        AttemptNotFound x => x.TransactionId,
        RelayerTransactionReported x => x.TransactionId,
        RelayerTransactionForgotten x => x.TransactionId,
        _ => null,
    };

    private sealed class Heard : IConsumeObserver
    {
        public ConcurrentQueue<object> Messages { get; } = [];

        public ConcurrentDictionary<Guid, bool> Consumed { get; } = [];

        public Task Keep(object message)
        {
            Messages.Enqueue(message);
            return Task.CompletedTask;
        }

        public Task PreConsume<T>(ConsumeContext<T> context) where T : class => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context) where T : class => Note(context);

        public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception) where T : class => Note(context);

        private Task Note(MessageContext context)
        {
            Consumed[context.MessageId!.Value] = true;
            return Task.CompletedTask;
        }
    }

    private sealed class Saga(Heard heard)
        : IConsumer<DispatchAccepted>, IConsumer<DispatchRefused>, IConsumer<DispatchNotTaken>, IConsumer<DispatchInDoubt>,
            IConsumer<RelayerTransactionReported>, IConsumer<RelayerTransactionForgotten>
    {
        public Task Consume(ConsumeContext<DispatchAccepted> context) => heard.Keep(context.Message);

        public Task Consume(ConsumeContext<DispatchRefused> context) => heard.Keep(context.Message);

        public Task Consume(ConsumeContext<DispatchNotTaken> context) => heard.Keep(context.Message);

        public Task Consume(ConsumeContext<DispatchInDoubt> context) => heard.Keep(context.Message);

        public Task Consume(ConsumeContext<RelayerTransactionReported> context) => heard.Keep(context.Message);

        public Task Consume(ConsumeContext<RelayerTransactionForgotten> context) => heard.Keep(context.Message);
    }

    private sealed class Absence(Heard heard) : IConsumer<AttemptNotFound>
    {
        public Task Consume(ConsumeContext<AttemptNotFound> context) => heard.Keep(context.Message);
    }

    private sealed class Board(Heard heard) : IConsumer<RelayerObserved>
    {
        public Task Consume(ConsumeContext<RelayerObserved> context) => heard.Keep(context.Message);
    }
}
