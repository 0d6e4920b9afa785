using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using MassTransit;
using Msq.Contracts.Messages;
using Msq.Dispatcher.OzRelayer;
using Msq.Hosting.Bus;
using Msq.Hosting.OzRelayer;
using Msq.Hosting.Pools;

namespace Msq.Dispatcher.Probes;

/// <summary>Looks at every relayer every two seconds and tells the trackers, which route by it.</summary>
internal sealed class RelayerProbe(PoolFile pools, IServiceScopeFactory scopes, IBus bus, TimeProvider time, ILogger<RelayerProbe> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, int> _silences = [];

    // Each in a loop of its own: one that hangs must not hold up what is seen of the others.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(pools.Relayers.Select(relayer => KeepProbingAsync(relayer, stoppingToken)));

    private async Task KeepProbingAsync(Relayer relayer, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        do
            await ProbeAsync(relayer, stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ProbeAsync(Relayer relayer, CancellationToken stoppingToken)
    {
        try
        {
            if (await LookAsync(relayer, stoppingToken) is not { } seen)
                return;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            limit.CancelAfter(SendLimit);
            var endpoint = await bus.GetSendEndpoint(Queues.Address(Queues.Relayers));
            await endpoint.Send(seen, limit.Token);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("What was seen of {Relayer} could not be told: {Reason}", relayer.Id, exception.Message);
        }
    }

    private async Task<RelayerObserved?> LookAsync(Relayer relayer, CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var row = await scope.ServiceProvider.GetRequiredService<OzRelayerClient>().GetRelayerAsync(relayer, stoppingToken);
            _silences[relayer.Id] = 0;
            var reason = row is { } found ? Fault(found) : $"the OZ Relayer has no relayer '{relayer.RelayerId}'";
            return Observed(relayer, row is { } seen ? RelayerReportReader.Text(seen, "address") : null, reason);
        }
        catch (RelayerUnavailableException exception)
        {
            if (exception.Status == HttpStatusCode.Unauthorized)
                return Observed(relayer, null, "misconfigured: it refuses the apiKey");
            // One lost answer says little; two in a row say that it is away.
            return _silences.AddOrUpdate(relayer.Id, 1, (_, times) => times + 1) < 2 ? null : Observed(relayer, null, exception.Message);
        }
    }

    private RelayerObserved Observed(Relayer relayer, string? address, string? fault) =>
        new(relayer.Id, $"{relayer.Url.Authority}/{relayer.RelayerId}", address?.ToLowerInvariant(), fault is null && address is not null, fault, time.GetUtcNow());

    private static string? Fault(JsonElement row) =>
        IsTrue(row, "paused") ? "paused"
        : IsTrue(row, "system_disabled") ? $"disabled by itself: {(row.TryGetProperty("disabled_reason", out var reason) ? reason.GetRawText() : "no reason given")}"
        : null;

    private static bool IsTrue(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
