using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Lifecycle;

/// <summary>What has to be done now and then: unused nonces are used up, and rows that ended long ago are forgotten.</summary>
internal sealed class Upkeep(RowStore rows, RelayerSet relayers, Chain chain, Jobs jobs, DevRelayerOptions options, TimeProvider time, ILogger<Upkeep> logger)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var lastSweep = time.GetUtcNow();
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            try
            {
                if (options.FillNonceGaps)
                    foreach (var relayer in relayers.All.Where(one => one.Disabled is null)) await FillGapsAsync(relayer, cancellation);
                var now = time.GetUtcNow();
                if (now - lastSweep < options.Timings.RetentionSweep) continue;
                await rows.ForgetAsync(now - options.Timings.Retention);
                lastSweep = now;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                logger.LogWarning("Upkeep failed: {Problem}", e.Message);
            }
        }
    }

    private async Task FillGapsAsync(Relayer relayer, CancellationToken cancellation)
    {
        var onChain = await chain.NonceAsync(relayer.Address, cancellation);
        foreach (var nonce in rows.UnusedNonces(relayer.Id, onChain))
        {
            logger.LogWarning("Relayer {Relayer} took nonce {Nonce} but never used it: an empty transaction fills the gap", relayer.Id, nonce);
            var row = await rows.AddAsync(Noop.ForGap(relayer, nonce));
            jobs.Add(JobKind.Prepare, row.Id);
        }
    }
}
