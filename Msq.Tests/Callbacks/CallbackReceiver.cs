using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Msq.Local.Servers;

namespace Msq.Tests.Callbacks;

/// <summary>A client's receiver: keeps what it took, and answers as it is told to.</summary>
internal sealed class CallbackReceiver(TimeProvider time) : IAsyncDisposable
{
    private readonly int port = FreePort.Next();
    private WebApplication? app;

    /// <summary>What came, whatever it was answered.</summary>
    public ConcurrentQueue<Callback> Received { get; } = [];

    /// <summary>What was answered with 200, in the order in which it came.</summary>
    public ConcurrentQueue<Callback> Taken { get; } = [];

    /// <summary>The answer; its status is 200 when nothing else is said.</summary>
    public Func<HttpContext, Callback, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public Uri Url => new($"http://127.0.0.1:{port}/hooks");

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        app = builder.Build();
        app.Run(TakeAsync);
        await app.StartAsync();
    }

    /// <summary>Is away: connections are refused.</summary>
    public async Task StopAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var callback = new Callback(
            context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(context.RequestAborted), time.GetUtcNow().ToUnixTimeSeconds());
        Received.Enqueue(callback);
        await Answer(context, callback);
        if (context.Response.StatusCode == StatusCodes.Status200OK)
            Taken.Enqueue(callback);
    }
}

/// <summary>What a receiver got.</summary>
/// <param name="Path">Where.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body.</param>
/// <param name="Now">The receiver's clock (Unix seconds).</param>
internal sealed record Callback(string Path, IReadOnlyDictionary<string, string> Headers, string Body, long Now)
{
    public string Id => Headers["webhook-id"];

    public string Type => Json.GetProperty("type").GetString()!;

    public Guid Transaction => Json.GetProperty("data").GetProperty("transactionId").GetGuid();

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
