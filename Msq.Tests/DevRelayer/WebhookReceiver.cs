using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Msq.Tests.DevRelayer;

/// <summary>Collects webhooks, and answers each with the status that it is told to.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private WebhookReceiver(WebApplication app) => this.app = app;

    public ConcurrentQueue<(byte[] Body, string? Signature)> Received { get; } = [];

    /// <summary>The status of the answer to the n-th webhook (from 1).</summary>
    public Func<int, int> Answer { get; set; } = _ => StatusCodes.Status200OK;

    public Uri Url { get; private set; } = null!;

    /// <summary>The statuses that were announced for a transaction, in the order of their timestamps.</summary>
    public IReadOnlyList<string> Statuses(string id) =>
    [
        .. Received.Select(one => JsonNode.Parse(one.Body)!)
            .Where(one => one["payload"]!["id"]?.GetValue<string>() == id)
            .OrderBy(one => one["timestamp"]!.GetValue<string>(), StringComparer.Ordinal)
            .Select(one => one["payload"]!["status"]!.GetValue<string>()),
    ];

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new WebhookReceiver(builder.Build());
        receiver.app.Run(receiver.TakeAsync);
        await receiver.app.StartAsync();
        var addresses = receiver.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        receiver.Url = new Uri(addresses.Addresses.Single() + "/webhooks/oz");
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Received.Enqueue((body.ToArray(), context.Request.Headers["X-Signature"]));
        context.Response.StatusCode = Answer(Received.Count);
    }
}
