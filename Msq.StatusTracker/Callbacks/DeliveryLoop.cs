using System.Collections.Concurrent;
using System.Diagnostics;
using Msq.Hosting.Clients;
using Msq.Storage.Callbacks;

namespace Msq.StatusTracker.Callbacks;

/// <summary>
/// Four times a second, and whenever there is room again, sends couriers to where something is due. Each place has a few of its own, so that one which does not answer keeps nobody else waiting.
/// </summary>
internal sealed class DeliveryLoop(IServiceScopeFactory scopes, ClientFile clients, ILogger<DeliveryLoop> logger) : BackgroundService
{
    private const int CouriersPerLane = 8;

    // The clients file changes rarely.
    private const int RoundsBetweenLooksAtFile = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Lane, int> _out = [];
    private readonly ConcurrentDictionary<Task, bool> _couriers = [];
    private readonly SemaphoreSlim _room = new(0);

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _room.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var round = 0; ; round++)
            {
                await _room.WaitAsync(Interval, stoppingToken);
                await SendOutAsync(lookAtFile: round % RoundsBetweenLooksAtFile == 0, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(_couriers.Keys);
        }
    }

    private async Task SendOutAsync(bool lookAtFile, CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var queue = scope.ServiceProvider.GetRequiredService<DeliveryQueue>();
            if (lookAtFile)
            {
                DeliveryMeasures.Announce(clients);
                await scope.ServiceProvider.GetRequiredService<MovedEndpoints>().ReleaseAsync(stoppingToken);
            }

            foreach (var lane in await queue.DueAsync(stoppingToken))
            {
                var room = CouriersPerLane - _out.GetValueOrDefault(lane);
                if (room == 0)
                    continue;
                var takenAt = Stopwatch.GetTimestamp();
                var taken = await queue.TakeAsync(lane, room, stoppingToken);
                foreach (var delivery in taken.Deliveries)
                    SendOut(lane, delivery, taken.Disabled, takenAt, stoppingToken);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogWarning("Callbacks cannot be sent now, they come back: {Reason}", exception.Message);
        }
    }

    private void SendOut(Lane lane, CallbackDelivery delivery, IReadOnlyList<string> disabled, long takenAt, CancellationToken stoppingToken)
    {
        _out.AddOrUpdate(lane, 1, (_, count) => count + 1);
        var courier = Task.Run(() => BringAsync(lane, delivery, disabled, takenAt, stoppingToken), CancellationToken.None);
        _couriers[courier] = true;
        _ = courier.ContinueWith(done => _couriers.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task BringAsync(Lane lane, CallbackDelivery delivery, IReadOnlyList<string> disabled, long takenAt, CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Courier>().BringAsync(delivery, disabled, takenAt, stoppingToken);
        }
        catch (Exception exception)
        {
            logger.LogWarning("Delivery {Delivery} to {Endpoint} of {Client} comes back, its outcome could not be written down: {Reason}", delivery.Id, lane.Endpoint, lane.Client, exception.Message);
        }
        finally
        {
            // As soon as half of them are back: fetching a delivery for each that comes home would cost a database transaction each.
            if (_out.AddOrUpdate(lane, 0, (_, count) => count - 1) == CouriersPerLane / 2)
                _room.Release();
        }
    }
}
