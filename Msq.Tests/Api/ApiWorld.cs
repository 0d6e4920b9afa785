using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Msq.Api;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Hosting.Health;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Tests.Api;

/// <summary>The API as a real host on a free port, over a SQLite file and a bus in memory, with some clients.</summary>
internal sealed class ApiWorld : IAsyncDisposable
{
    public const string SigningKey = "0123456789abcdef0123456789abcdef";
    public const string Target = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    public const string Pools = """
        pools:
          - name: local
            chainId: 31337
            rpcUrls: [http://127.0.0.1:8545]
            confirmations: 2
            relayers:
              - { id: relayer-1, url: "http://127.0.0.1:8081", apiKey: "${OZ_RELAYER_API_KEY}" }
              - { id: relayer-2, url: "http://127.0.0.1:8082", relayerId: r1, apiKey: "${OZ_RELAYER_API_KEY}" }
          - name: other
            chainId: 5
            rpcUrls: [http://127.0.0.1:8546]
            confirmations: 2
            relayers:
              - { id: relayer-3, url: "http://127.0.0.1:8083", apiKey: "${OZ_RELAYER_API_KEY}" }
        """;

    private readonly WebApplication _app;

    private ApiWorld(WebApplication app, string folder, ConcurrentQueue<object> sent, LogLines log)
    {
        _app = app;
        Folder = folder;
        Sent = sent;
        Log = log;
        Address = new Uri(app.Urls.Single());
    }

    public string Folder { get; }

    public Uri Address { get; }

    /// <summary>What arrived in the saga's queue, and with the dispatchers.</summary>
    public ConcurrentQueue<object> Sent { get; }

    /// <summary>What it has logged.</summary>
    public LogLines Log { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The database, for another process beside this one.</summary>
    public string Sqlite => $"Data Source={Path.Combine(Folder, "msq.db")}";

    public static async Task<ApiWorld> StartAsync(string? clients = null, string? sqlite = null, string? mySql = null, string broker = "loopback://localhost/",
        TimeProvider? time = null, string? pools = null, string? abi = null, string? redis = null, Action<WebApplicationBuilder>? change = null, params string[] settings)
    {
        var folder = WriteConfig(clients ?? Clients, pools, abi);
        sqlite ??= mySql is null ? $"Data Source={Path.Combine(folder, "msq.db")}" : "";
        if (sqlite.Contains(folder, StringComparison.Ordinal))
            await MsqDatabase.MigrateAsync(null, sqlite, CancellationToken.None);

        var builder = Builder(folder,
            [
                $"--ConnectionStrings:Sqlite={sqlite}", $"--ConnectionStrings:MySql={mySql}", $"--ConnectionStrings:RabbitMq={broker}", $"--ConnectionStrings:Redis={redis}",
                $"--Webhooks:SigningKey={SigningKey}", .. settings,
            ]);
        var log = new LogLines();
        builder.Logging.ClearProviders().AddProvider(log);
        var sent = new ConcurrentQueue<object>();
        builder.AddMsqApi();
        if (broker.StartsWith("loopback", StringComparison.Ordinal))
        {
            builder.Services.AddSingleton(sent);
            builder.Services.AddSingleton(new BusPart(bus =>
            {
                bus.AddConsumer<Saga>().Endpoint(endpoint => endpoint.Name = Queues.Transactions);
                bus.AddConsumer<Submissions>().Endpoint(endpoint => endpoint.Name = Queues.Submissions);
                bus.AddConsumer<Enquiries>().Endpoint(endpoint => endpoint.Name = Queues.Enquiries);
            }));
        }

        builder.AddMsqBus();
        if (time is not null)
            builder.Services.AddSingleton(time);
        change?.Invoke(builder);
        var app = builder.Build();
        app.MapMsqApi();
        app.MapMsqHealth();
        await app.StartAsync();
        return new ApiWorld(app, folder, sent, log);
    }

    /// <summary>A builder whose configuration comes from the folder and the arguments.</summary>
    public static WebApplicationBuilder Builder(string folder, params string[] settings) => Builder("Development", folder, settings);

    public static WebApplicationBuilder Builder(string environment, string folder, string[] settings) =>
        WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = environment,
            ContentRootPath = folder,
            Args = [$"--MSQ_CONFIG={folder}", "--urls=http://127.0.0.1:0", "--OZ_RELAYER_API_KEY=k", .. settings],
        });

    public static string WriteConfig(string clients, string? pools = null, string? abi = null)
    {
        var folder = Directory.CreateTempSubdirectory("msq-api-").FullName;
        File.WriteAllText(Path.Combine(folder, "relayer-pool.yaml"), pools ?? Pools);
        File.WriteAllText(Path.Combine(folder, "clients.yaml"), clients);
        if (abi is not null)
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "abi")).FullName, "contract.json"), abi);
        return folder;
    }

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public static string Clients => $$"""
        clients:
          - name: payments
            keys:
              - { id: payments-1, sha256: {{Hash("payments-key")}} }
              - { id: payments-2, sha256: {{Hash("second-key")}}, expires: 2999-01-01T00:00:00Z }
              - { id: payments-old, sha256: {{Hash("expired-key")}}, expires: 2020-01-31T00:00:00Z }
              - { id: payments-lost, sha256: {{Hash("revoked-key")}}, revoked: true }
            scopes: [submit, read]
            pools: [local]
          - name: games
            keys: [{ id: games-1, sha256: {{Hash("games-key")}} }]
            scopes: [submit, read]
            pools: [other, local]
          - name: auditor
            keys: [{ id: auditor-1, sha256: {{Hash("reader-key")}} }]
            scopes: [read]
            pools: [local]
          - name: operator
            keys: [{ id: operator-1, sha256: {{Hash("admin-key")}} }]
            scopes: [admin]
            pools: [local]
        """;

    public HttpClient Client(string? key = "payments-key")
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
        if (key is not null)
            client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, string? key = "payments-key", params (string Name, string Value)[] headers)
    {
        using var client = Client(key);
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
                request.Content!.Headers.ContentType = value.Length == 0 ? null : MediaTypeHeaderValue.Parse(value);
            else
                request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request);
        return new Answer(response, await response.Content.ReadAsStringAsync());
    }

    public Task<Answer> SubmitAsync(string body, string? key = "payments-key", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, "/api/v1/relay/direct", body, key, headers);

    public Task<Answer> GetAsync(string path, string? key = "payments-key", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, key, headers);

    public async Task<Guid> SubmittedAsync(string key = "payments-key") =>
        (await SubmitAsync($$"""{"to":"{{Target}}"}""", key)).Json.GetProperty("transactionId").GetGuid();

    /// <summary>Works on the database, as the other services would.</summary>
    public async Task<T> DatabaseAsync<T>(Func<MsqDbContext, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<MsqDbContext>());
    }

    public Task ChangeAsync(Guid id, Action<Transaction> change) => DatabaseAsync(async db =>
    {
        var row = await db.LockTransactionAsync(id, CancellationToken.None);
        change(row!);
        row!.Version++;
        return await db.SaveChangesAsync();
    });

    /// <summary>Changes clients.yaml while everything runs.</summary>
    public void WriteClients(string clients) => File.WriteAllText(Path.Combine(Folder, "clients.yaml"), clients);

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
            await Task.Delay(20, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class Enquiries(ConcurrentQueue<object> sent) : IConsumer<LookAtRelayer>
    {
        public Task Consume(ConsumeContext<LookAtRelayer> context)
        {
            sent.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }

    private sealed class Submissions(ConcurrentQueue<object> sent) : IConsumer<SubmitTransaction>
    {
        public Task Consume(ConsumeContext<SubmitTransaction> context)
        {
            sent.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }

    private sealed class Saga(ConcurrentQueue<object> sent) : IConsumer<CancelTransaction>, IConsumer<LookNow>, IConsumer<CloseTransaction>, IConsumer<RelayerTransactionReported>
    {
        public Task Consume(ConsumeContext<CancelTransaction> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<LookNow> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<CloseTransaction> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<RelayerTransactionReported> context) => Keep(context.Message);

        private Task Keep(object message)
        {
            sent.Enqueue(message);
            return Task.CompletedTask;
        }
    }
}

/// <summary>An answer, read.</summary>
internal sealed record Answer(HttpResponseMessage Response, string Body)
{
    public int Status => (int)Response.StatusCode;

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Code => Json.GetProperty("code").GetString();

    public string[] ErrorFields => [.. Json.GetProperty("errors").EnumerateObject().Select(error => error.Name)];

    public string? Header(string name) => Response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    /// <summary>Checks that it is a problem, and which.</summary>
    public Answer IsProblem(int status, string code)
    {
        Assert.Equal((status, code, status, "application/problem+json"),
            (Status, Code!, Json.GetProperty("status").GetInt32(), Response.Content.Headers.ContentType?.MediaType));
        return this;
    }
}
