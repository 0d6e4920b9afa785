using System.Globalization;
using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Dispatcher.OzRelayer;
using Msq.Hosting.Bus;
using Msq.Hosting.OzRelayer;
using Msq.Hosting.Pools;
using Msq.Storage;
using Msq.Storage.Attempts;

namespace Msq.Dispatcher.Enquiries;

/// <summary>Looks for an attempt in doubt in its relayer's list, by the attempt's identity.</summary>
internal sealed class LookForAttemptConsumer(OzRelayerClient client, MsqDbContext db, PoolFile pools, TimeProvider time, ILogger<LookForAttemptConsumer> logger)
    : IConsumer<LookForAttempt>
{
    private const int PageSize = 100;
    private const int MostPages = 100;

    // Rows shift while the list is read, and clocks are only known to the second.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    public async Task Consume(ConsumeContext<LookForAttempt> context)
    {
        var (id, number, relayerId) = context.Message;
        var attempt = await db.Attempts.AsNoTracking()
            .SingleOrDefaultAsync(x => x.TransactionId == id && x.Number == number, context.CancellationToken);
        if (attempt?.Identity is null || pools.Relayer(relayerId) is not { } relayer)
            return;

        try
        {
            var saga = await context.GetSendEndpoint(Queues.Address(Queues.Transactions));
            var chainId = pools.Pools.First(pool => pool.Relayers.Contains(relayer)).ChainId;
            var (report, evidence) = await ScanAsync(relayer, chainId, attempt, context.CancellationToken);
            if (report is not null)
                await saga.Send(new DispatchAccepted(id, number, relayerId, report, Found: true), context.CancellationToken);
            else
                await saga.Send(new AttemptNotFound(id, number, evidence), context.CancellationToken);
        }
        catch (RelayerUnavailableException exception)
        {
            logger.LogWarning("{TransactionId}: {Reason}", id, exception.Message);
        }
    }

    private async Task<(RelayerReport? Report, LookEvidence Evidence)> ScanAsync(
        Relayer relayer, ulong chainId, Attempt attempt, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>();
        var (witnessed, unownedNoop, sameSigner, past) = (false, false, true, false);
        for (var page = 1; page <= MostPages && !past; page++)
        {
            var (rows, clock) = await client.ListAsync(relayer, page, PageSize, cancellationToken);
            var opened = new DateTimeOffset(attempt.OpenedAt, TimeSpan.Zero) - Margin - Skew(clock);
            var fresh = rows.Where(row => RelayerReportReader.Text(row, "id") is { } rowId && seen.Add(rowId)).ToList();
            var ids = fresh.Select(row => RelayerReportReader.Text(row, "id")!).ToList();
            var owned = (await db.Attempts.AsNoTracking()
                .Where(x => x.Relayer == relayer.Id && x.RelayerTransactionId != null && ids.Contains(x.RelayerTransactionId))
                .Select(x => x.RelayerTransactionId!)
                .ToListAsync(cancellationToken)).ToHashSet();
            foreach (var row in fresh)
            {
                var isOwned = owned.Contains(RelayerReportReader.Text(row, "id")!);
                var isOlder = CreatedAt(row) < opened;
                if (!isOwned && IdentityOf(row, chainId)?.AsSpan().SequenceEqual(attempt.Identity) == true)
                    return (RelayerReportReader.Read(row, chainId), new LookEvidence(witnessed, unownedNoop, sameSigner, past));
                witnessed |= isOwned && isOlder;
                unownedNoop |= !isOwned && !isOlder && RelayerReportReader.IsNoop(row);
                sameSigner &= string.Equals(RelayerReportReader.Text(row, "from"), attempt.From, StringComparison.OrdinalIgnoreCase);
                past |= isOlder;
            }

            past |= rows.Count < PageSize;
        }

        return (null, new LookEvidence(witnessed, unownedNoop, sameSigner, past));
    }

    // How far the relayer's clock is behind ours.
    private TimeSpan Skew(DateTimeOffset? clock) => clock is { } theirs ? time.GetUtcNow() - theirs : TimeSpan.Zero;

    private static byte[]? IdentityOf(JsonElement row, ulong chainId) =>
        RelayerReportReader.Text(row, "from") is { } from && RelayerReportReader.Number(row, "value") is { } value
        && RelayerReportReader.Number(row, "gas_limit") is { } gas && gas <= ulong.MaxValue
            ? AttemptIdentity.Compute(
                chainId, from, RelayerReportReader.Text(row, "to"), value.ToString(CultureInfo.InvariantCulture),
                RelayerReportReader.Text(row, "data") ?? "0x", (ulong)gas)
            : null;

    private static DateTimeOffset CreatedAt(JsonElement row) =>
        DateTimeOffset.TryParse(RelayerReportReader.Text(row, "created_at"), CultureInfo.InvariantCulture, out var at) ? at : DateTimeOffset.MaxValue;
}
