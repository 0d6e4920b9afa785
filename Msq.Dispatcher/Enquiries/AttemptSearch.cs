using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Dispatcher.OzRelayer;
using Msq.Hosting.OzRelayer;
using Msq.Hosting.Pools;
using Msq.Storage;
using Msq.Storage.Attempts;
using Msq.Storage.Sql;

namespace Msq.Dispatcher.Enquiries;

/// <summary>Looks for an attempt in its relayer's list, by the attempt's identity.</summary>
internal sealed class AttemptSearch(OzRelayerClient client, MsqDbContext db, PoolFile pools, DatabaseTime time)
{
    private const int PageSize = 500;
    private const int MostPages = 100;

    // The list is ordered by the relayer's clock, which may have been set since the row was written.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    /// <summary>Scans the list, newest rows first, until the attempt is found or its opening is passed.</summary>
    /// <returns>The relayer's row of it, if it is found; otherwise what there is to conclude from.</returns>
    /// <exception cref="RelayerUnavailableException">The relayer does not answer, or with something that leaves it open.</exception>
    public async Task<(RelayerReport? Found, LookEvidence Evidence)> LookAsync(Relayer relayer, Attempt attempt, CancellationToken cancellationToken)
    {
        // What a look proves depends on its time: this process may not have compared its clock with the database's yet.
        await time.MeasureAsync(db, cancellationToken);
        var chainId = pools.PoolOf(relayer.Id)!.ChainId;
        var seen = new HashSet<string>();
        var noops = new List<ulong?>();
        var isWhole = true;
        var evidence = new LookEvidence(time.GetUtcNow(), Witnessed: false, noops, SameSigner: true, ScannedPastClaim: false, HighestNonce: null);
        for (var number = 1; number <= MostPages && !evidence.ScannedPastClaim; number++)
        {
            var page = await client.ListAsync(relayer, number, PageSize, cancellationToken);
            var opened = new DateTimeOffset(attempt.OpenedAt, TimeSpan.Zero) - Margin - Skew(page.Clock);
            // Rows move on to later pages while new ones come in.
            var fresh = page.Rows.Where(row => Id(row) is { } id && seen.Add(id)).ToList();
            var owned = await OwnedAsync(relayer, [.. fresh.Select(row => Id(row)!)], cancellationToken);
            isWhole &= IsWhole(page, number);
            foreach (var row in fresh)
            {
                var isOwned = owned.TryGetValue(Id(row)!, out var settledAt);
                var isOlder = CreatedAt(row) < opened;
                var isNoop = RelayerReportReader.IsNoop(row);
                var identity = IdentityOf(row, chainId);
                if (!isOwned && identity?.AsSpan().SequenceEqual(attempt.Identity) == true)
                {
                    var report = RelayerReportReader.Read(row, chainId);
                    return (report ?? throw new RelayerUnavailableException($"{relayer.Id} lists {Id(row)} with fields that cannot be read", null), evidence);
                }

                isWhole &= isOwned || identity is not null;
                if (!isOwned && !isOlder && isNoop)
                    noops.Add(RelayerReportReader.Nonce(row));
                evidence = evidence with
                {
                    Witnessed = evidence.Witnessed || settledAt < attempt.OpenedAt,
                    SameSigner = evidence.SameSigner && string.Equals(RelayerReportReader.Text(row, "from"), attempt.From, StringComparison.OrdinalIgnoreCase),
                    ScannedPastClaim = evidence.ScannedPastClaim || isOlder,
                    HighestNonce = Highest(evidence.HighestNonce, RelayerReportReader.Nonce(row)),
                };
            }

            evidence = evidence with { ScannedPastClaim = evidence.ScannedPastClaim || page.Rows.Count == 0 || seen.Count >= page.Total };
        }

        // A list with holes witnesses nothing.
        return (null, evidence with { Witnessed = evidence.Witnessed && isWhole });
    }

    private Task<Dictionary<string, DateTime?>> OwnedAsync(Relayer relayer, IReadOnlyList<string> ids, CancellationToken cancellationToken) => db.Attempts.AsNoTracking()
        .Where(x => x.Relayer == relayer.Id && x.RelayerTransactionId != null && ids.Contains(x.RelayerTransactionId))
        .ToDictionaryAsync(x => x.RelayerTransactionId!, x => x.SettledAt, cancellationToken);

    // OZ Relayer leaves out rows that it cannot read, but counts them.
    private static bool IsWhole(RelayerPage page, int number) =>
        page.Rows.All(row => Id(row) is not null)
        && (page.Total is not { } total || page.Rows.Count >= Math.Min(page.Size, Math.Max(0, total - ((number - 1L) * page.Size))));

    // How far the relayer's clock is behind ours.
    private TimeSpan Skew(DateTimeOffset? clock) => clock is { } theirs ? time.GetUtcNow() - theirs : TimeSpan.Zero;

    private static ulong? Highest(ulong? highest, ulong? nonce) => nonce is null || nonce < highest ? highest : nonce;

    private static string? Id(JsonElement row) => row.ValueKind == JsonValueKind.Object ? RelayerReportReader.Text(row, "id") : null;

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
