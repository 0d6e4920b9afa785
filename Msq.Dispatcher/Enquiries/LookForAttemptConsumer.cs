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
    private const int PageSize = 500;
    private const int MostPages = 100;

    // The list is ordered by the relayer's clock, which may have been set since the row was written.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    public async Task Consume(ConsumeContext<LookForAttempt> context)
    {
        var (id, number, relayerId) = context.Message;
        var attempt = await db.Attempts.AsNoTracking()
            .SingleOrDefaultAsync(x => x.TransactionId == id && x.Number == number, context.CancellationToken);
        if (attempt?.Identity is null || pools.Relayer(relayerId) is not { } relayer)
            return;

        try
        {
            var chainId = pools.Pools.First(pool => pool.Relayers.Contains(relayer)).ChainId;
            var (report, evidence) = await ScanAsync(relayer, chainId, attempt, context.CancellationToken);
            if (report is not null)
                await context.Send(Queues.Address(Queues.Transactions), new DispatchAccepted(id, number, relayerId, report, Found: true));
            else
                await context.Send(Queues.Address(Queues.Absence), new AttemptNotFound(id, number, null, evidence));
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
        var noops = new List<ulong?>();
        var evidence = new LookEvidence(time.GetUtcNow(), Witnessed: false, noops, SameSigner: true, ScannedPastClaim: false, HighestNonce: null);
        for (var page = 1; page <= MostPages && !evidence.ScannedPastClaim; page++)
        {
            var (rows, clock) = await client.ListAsync(relayer, page, PageSize, cancellationToken);
            var opened = new DateTimeOffset(attempt.OpenedAt, TimeSpan.Zero) - Margin - Skew(clock);
            var fresh = rows.Where(row => RelayerReportReader.Text(row, "id") is { } rowId && seen.Add(rowId)).ToList();
            var ids = fresh.Select(row => RelayerReportReader.Text(row, "id")!).ToList();
            var owned = await db.Attempts.AsNoTracking()
                .Where(x => x.Relayer == relayer.Id && x.RelayerTransactionId != null && ids.Contains(x.RelayerTransactionId))
                .ToDictionaryAsync(x => x.RelayerTransactionId!, x => x.SettledAt, cancellationToken);
            foreach (var row in fresh)
            {
                var isOwned = owned.TryGetValue(RelayerReportReader.Text(row, "id")!, out var settledAt);
                var isOlder = CreatedAt(row) < opened;
                if (!isOwned && IdentityOf(row, chainId)?.AsSpan().SequenceEqual(attempt.Identity) == true)
                    return (RelayerReportReader.Read(row, chainId), evidence);
                var nonce = (ulong?)RelayerReportReader.Number(row, "nonce");
                if (!isOwned && !isOlder && RelayerReportReader.IsNoop(row))
                    noops.Add(nonce);
                evidence = evidence with
                {
                    Witnessed = evidence.Witnessed || settledAt < attempt.OpenedAt,
                    SameSigner = evidence.SameSigner && string.Equals(RelayerReportReader.Text(row, "from"), attempt.From, StringComparison.OrdinalIgnoreCase),
                    ScannedPastClaim = evidence.ScannedPastClaim || isOlder,
                    HighestNonce = nonce is null || nonce < evidence.HighestNonce ? evidence.HighestNonce : nonce,
                };
            }

            evidence = evidence with { ScannedPastClaim = evidence.ScannedPastClaim || rows.Count < PageSize };
        }

        return (null, evidence);
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
