using Msq.Local.DevRelayer.Rows;
using Msq.Local.DevRelayer.Webhooks;

namespace Msq.Local.DevRelayer.Lifecycle;

/// <summary>Brings a relayer into service: learns its nonce from the chain and takes up the rows that a former process left open.</summary>
internal sealed class Opening(RowStore rows, Chain chain, Jobs jobs, WebhookSender webhooks, DevRelayerOptions options, TimeProvider time, ILogger<Opening> logger)
{
    /// <summary>Tries once; if the chain does not answer, the relayer stays disabled.</summary>
    public async Task<bool> TryOpenAsync(Relayer relayer, CancellationToken cancellation)
    {
        relayer.Disabled = await FindFaultAsync(relayer, cancellation);
        if (relayer.Disabled is not null) return false;
        foreach (var row in rows.Where(row => row.RelayerId == relayer.Id))
        {
            if (row.Status == TransactionStatus.Pending) jobs.Add(JobKind.Prepare, row.Id);
            if (row.Status == TransactionStatus.Sent) jobs.Add(JobKind.Broadcast, row.Id);
        }

        var (id, address, next) = (relayer.Id, relayer.Address, rows.Counter(relayer.Id));
        logger.LogInformation("Relayer {Relayer} sends from {Address}, next nonce {Nonce}", id, address, next);
        return true;
    }

    /// <summary>Goes on trying, and announces both that the relayer is disabled and that it is no more.</summary>
    public async Task KeepTryingAsync(Relayer relayer, CancellationToken cancellation)
    {
        logger.LogError("Relayer {Relayer} is disabled: {Problem}", relayer.Id, relayer.Disabled?.Details);
        webhooks.Announce(relayer, 0);
        for (var retries = 1; ; retries++)
        {
            await Task.Delay(options.Timings.HealthRetry, time, cancellation);
            if (!await TryOpenAsync(relayer, cancellation)) continue;
            webhooks.Announce(relayer, retries);
            return;
        }
    }

    private async Task<RelayerDisabled?> FindFaultAsync(Relayer relayer, CancellationToken cancellation)
    {
        try
        {
            // The highest of what the chain has seen and what was promised before; the counter never goes down.
            await rows.RaiseCounterAsync(relayer.Id, await chain.NonceAsync(relayer.Address, cancellation));
            var least = relayer.Settings.Policies.MinBalance;
            return least is not null && await chain.BalanceAsync(relayer.Address, cancellation) < least
                ? new RelayerDisabled("BalanceCheckFailed", $"The balance is below the minimum of {least} wei")
                : null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return new RelayerDisabled("NonceSyncFailed", $"The node did not tell the nonce: {e.Message}");
        }
    }
}
