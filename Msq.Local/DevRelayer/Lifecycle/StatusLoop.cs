using System.Security.Cryptography;
using Msq.Local.DevRelayer.Rows;
using Msq.Local.DevRelayer.Webhooks;

namespace Msq.Local.DevRelayer.Lifecycle;

/// <summary>
/// Looks at every open row again and again: asks the chain for the receipt of its current hash, and gives what has waited too long another job.
/// </summary>
internal sealed class StatusLoop(
    RowStore rows,
    RelayerSet relayers,
    Chain chain,
    Jobs jobs,
    Preparation preparation,
    WebhookSender webhooks,
    DevRelayerOptions options,
    TimeProvider time,
    ILogger<StatusLoop> logger)
{
    private readonly DevRelayerTimings timings = options.Timings;
    // Ages are told by the clock, as in the original, which may be set; its own rounds are not.
    private readonly long started = time.GetTimestamp();
    private readonly Dictionary<string, TimeSpan> nextLook = [];
    private readonly Dictionary<string, TimeSpan> lastJob = [];

    public async Task RunAsync(CancellationToken cancellation)
    {
        var beat = TimeSpan.FromMilliseconds(Math.Min(timings.CheckEvery.TotalMilliseconds / 2, 1000));
        using var timer = new PeriodicTimer(beat, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            try
            {
                await LookAsync(cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                logger.LogWarning("The chain could not be asked: {Problem}", e.Message);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var open = rows.Where(row => !row.Status.IsFinal() && relayers.TryFind(row.RelayerId, out var relayer) && relayer.Disabled is null);
        Forget(open);
        foreach (var row in open) nextLook.TryAdd(row.Id, Running + timings.FirstCheck);
        var due = open.Where(row => Running >= nextLook[row.Id]).ToList();
        var onChain = due.Where(row => row.Status is TransactionStatus.Submitted or TransactionStatus.Mined).ToList();
        // The head first: a receipt that came later can only look less confirmed than it is.
        var head = onChain.Count == 0 ? 0 : await chain.HeadAsync(cancellation);
        var receipts = await chain.ReceiptsAsync([.. onChain.Select(row => row.Signed!.Hash)], cancellation);
        var work = new List<Task>();
        var unseen = new List<TransactionRow>();
        foreach (var row in due)
        {
            nextLook[row.Id] = Running + NextWait();
            if (row.Status is TransactionStatus.Pending or TransactionStatus.Sent) work.Add(CareAsync(row, now));
            else if (receipts.TryGetValue(row.Signed!.Hash, out var receipt)) work.Add(SettleAsync(row, receipt, head));
            // A receipt that vanished after `mined` is the original's blind spot: it never looks for the transaction again.
            else if (row.Status == TransactionStatus.Submitted) unseen.Add(row);
        }

        await Task.WhenAll(work);
        await CareAsync(unseen, head, now, cancellation);
    }

    private async Task SettleAsync(TransactionRow row, Receipt receipt, ulong head)
    {
        var status = !receipt.Succeeded ? TransactionStatus.Failed
            : head >= receipt.Block + options.Confirmations ? TransactionStatus.Confirmed
            : TransactionStatus.Mined;
        var settled = await rows.ChangeAsync(row.Id, current => current.Status == status || current.Status.IsFinal() ? null : current with
        {
            Status = status,
            ConfirmedAt = status == TransactionStatus.Confirmed ? time.GetUtcNow() : null,
        });
        if (settled is not null) webhooks.Announce(settled);
    }

    private async Task CareAsync(TransactionRow row, DateTimeOffset now)
    {
        var age = now - row.CreatedAt;
        var expired = age > timings.ExpiryCheck && IsExpired(row, now);
        if (row.Status == TransactionStatus.Pending)
        {
            if (age > timings.PendingDeadline) await preparation.FailAsync(row, "Transaction in Pending state for over 2 minutes. Replacing with NOOP.");
            else if (expired) await preparation.FailAsync(row, Noop.Expired);
            else if (age > timings.PendingRetry) AddJob(JobKind.Prepare, row, timings.PendingRetry);
        }
        else if (expired && await MakeNoopAsync(row, Noop.Expired))
        {
            // The original's worst trap: the row says NOOP, but the bytes that go out are those that were signed before.
            jobs.Add(JobKind.Broadcast, row.Id);
        }
        else if (age > timings.SentRetry)
        {
            AddJob(JobKind.Resubmit, row, timings.SentRetry);
        }
    }

    private async Task CareAsync(IReadOnlyList<TransactionRow> unseen, ulong head, DateTimeOffset now, CancellationToken cancellation)
    {
        var quiet = new List<TransactionRow>();
        foreach (var row in unseen)
        {
            var silence = now - row.SentAt!.Value;
            if (silence > BumpAfter(row))
            {
                // Only here is `valid_until` looked at: it is as coarse as the price rises are.
                if (IsExpired(row, now)) await MakeNoopAsync(row, Noop.Expired);
                AddJob(JobKind.Resubmit, row, timings.SentRetry);
            }
            else if (silence > timings.FormerHashes && row.Hashes.Count >= 3)
            {
                await RecoverAsync(row, head, cancellation);
            }
            else if (silence > timings.DroppedRetry)
            {
                quiet.Add(row);
            }
        }

        var known = await chain.KnownAsync([.. quiet.Select(row => row.Signed!.Hash)], cancellation);
        foreach (var row in quiet.Where(row => !known.Contains(row.Signed!.Hash))) AddJob(JobKind.Broadcast, row, timings.DroppedRetry);
    }

    /// <summary>Looks whether one of the row's former hashes was mined instead of the current one.</summary>
    private async Task RecoverAsync(TransactionRow row, ulong head, CancellationToken cancellation)
    {
        var receipts = await chain.ReceiptsAsync([.. row.Hashes.SkipLast(1)], cancellation);
        if (receipts.Count == 0) return;
        var (hash, receipt) = receipts.First();
        var recovered = await rows.ChangeAsync(row.Id, current => current.Status == TransactionStatus.Submitted
            ? current with { Signed = current.Signed! with { Hash = hash } }
            : null);
        if (recovered is not null) await SettleAsync(recovered, receipt, head);
    }

    private async Task<bool> MakeNoopAsync(TransactionRow row, string reason)
    {
        var noop = await rows.ChangeAsync(row.Id, current => current.IsNoop || current.Status != row.Status ? null : Noop.Over(current, reason));
        if (noop is not null) webhooks.Announce(noop);
        return noop is not null;
    }

    private void AddJob(JobKind kind, TransactionRow row, TimeSpan pause)
    {
        if (lastJob.TryGetValue(row.Id, out var last) && Running - last < pause) return;
        lastJob[row.Id] = Running;
        jobs.Add(kind, row.Id);
    }

    private TimeSpan Running => time.GetElapsedTime(started);

    private bool IsExpired(TransactionRow row, DateTimeOffset now) => now > (row.ValidUntil ?? row.CreatedAt + timings.DefaultValidity);

    private TimeSpan BumpAfter(TransactionRow row)
    {
        var first = row.Speed switch
        {
            "safeLow" => timings.BumpFast * 10 / 3,
            "average" => timings.BumpFast * 5 / 3,
            "fastest" => timings.BumpFast * 2 / 3,
            _ => timings.BumpFast,
        };
        return first * Math.Pow(2, Math.Min(row.Hashes.Count - 1, 16));
    }

    private TimeSpan NextWait() =>
        timings.CheckEvery + ((timings.CheckEveryAtMost - timings.CheckEvery) * (RandomNumberGenerator.GetInt32(100) / 100.0));

    private void Forget(IReadOnlyList<TransactionRow> open)
    {
        if (nextLook.Count <= 2 * open.Count + 1000) return;
        var ids = open.Select(row => row.Id).ToHashSet();
        foreach (var id in nextLook.Keys.Where(id => !ids.Contains(id)).ToList())
        {
            nextLook.Remove(id);
            lastJob.Remove(id);
        }
    }
}
