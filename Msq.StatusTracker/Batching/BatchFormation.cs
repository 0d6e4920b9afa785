using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Msq.Ethereum.Forwarding;
using Msq.Hosting.Pools;
using Msq.StatusTracker.Transactions;
using Msq.Storage;
using Msq.Storage.Commits;
using Msq.Storage.Forwarding;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Batching;

/// <summary>
/// Puts gathered requests into one transaction, in one database transaction that waits for nobody. What it makes, the carrier, is a transaction like any other: it is sent
/// exactly once by the same rules. The carried ones follow it.
/// </summary>
internal sealed class BatchFormation(MsqDbContext db, TimeProvider time)
{
    // No client has this name: it has characters that names do not have.
    private const string Client = "(batch)";
    private static readonly TimeSpan FollowWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HintWait = TimeSpan.FromSeconds(5);

    /// <summary>Forms one batch of a pool, if it is time to.</summary>
    public async Task<Formation> FormAsync(Pool pool, BatchRule rule, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var now = time.GetUtcNow().UtcDateTime;
        if (!await IsTimeAsync(pool, rule, now, cancellationToken))
            return Formation.Nothing;

        await using var transaction = await db.BeginAsync(cancellationToken);
        var members = new Members(rule);
        foreach (var row in await LockGatheredAsync(pool, rule, cancellationToken))
            members.TryAdd(row);
        foreach (var row in await LockSuccessorsAsync(pool, rule, members, now, cancellationToken))
            members.TryAdd(row);
        if (members.Rows.Count < 2)
            return new Formation(Carrier: null, [.. members.Rows.Select(x => x.CorrelationId)]);

        var carrier = Carry(pool, members, now);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Formation(carrier, []);
    }

    private async Task<bool> IsTimeAsync(Pool pool, BatchRule rule, DateTime now, CancellationToken cancellationToken)
    {
        var waiting = await db.Transactions.AsNoTracking()
            .Where(x => x.CurrentState == nameof(TransactionStateMachine.Gathering) && x.Pool == pool.Name)
            .OrderBy(x => x.GatheredAt).Take(rule.MaxRequests).Select(x => new { x.GatheredAt, x.ForwardGas }).ToListAsync(cancellationToken);
        return waiting.Count > 0
            && (waiting.Count == rule.MaxRequests || waiting[0].GatheredAt <= now - rule.MaxWait || waiting.Sum(x => (decimal)x.ForwardGas!.Value) >= rule.MaxGas);
    }

    private Task<List<Transaction>> LockGatheredAsync(Pool pool, BatchRule rule, CancellationToken cancellationToken) => db.Transactions
        .FromSqlRaw(
            $"SELECT * FROM transactions WHERE current_state = {{0}} AND pool = {{1}} AND cancel_requested_at IS NULL ORDER BY gathered_at LIMIT {rule.MaxRequests} {db.Dialect.ForUpdateSkipLocked}",
            nameof(TransactionStateMachine.Gathering), pool.Name)
        .ToListAsync(cancellationToken);

    // What the same signers have sent ahead: in one transaction with what it waits for, it need not wait.
    private async Task<List<Transaction>> LockSuccessorsAsync(Pool pool, BatchRule rule, Members members, DateTime now, CancellationToken cancellationToken)
    {
        var room = rule.MaxRequests - members.Rows.Count;
        if (room == 0 || members.Rows.Count == 0)
            return [];
        var forwarder = pool.Forwarder!.Value.ToString();
        var signers = members.Rows.Select(x => x.Signer!).ToList();
        var reserved = await db.ForwardNonces.AsNoTracking()
            .Where(x => x.ChainId == pool.ChainId && x.Forwarder == forwarder && signers.Contains(x.Signer))
            .OrderBy(x => x.Nonce).Take(rule.MaxRequests * 2).Select(x => x.TransactionId).ToListAsync(cancellationToken);
        var ids = reserved.Except(members.Rows.Select(x => x.CorrelationId)).ToList();
        if (ids.Count == 0)
            return [];

        var places = string.Join(',', ids.Select((_, index) => $"{{{index + 1}}}"));
        var rows = await db.Transactions
            .FromSqlRaw(
                $"SELECT * FROM transactions WHERE id IN ({places}) AND current_state = {{0}} AND cancel_requested_at IS NULL {db.Dialect.ForUpdateSkipLocked}",
                [nameof(TransactionStateMachine.Queued), .. ids.Select(id => id.ToByteArray(bigEndian: true))])
            .ToListAsync(cancellationToken);
        return [.. rows.Where(x => BatchMembership.MayJoin(x, rule) && !(x.ValidUntil <= now)).OrderBy(x => x.ForwardNonce)];
    }

    private Guid Carry(Pool pool, Members members, DateTime now)
    {
        using var span = TransactionTrace.Join(members.Rows);
        var forwarder = pool.Forwarder!.Value;
        var calldata = ForwarderCalls.ExecuteBatch(members.Rows.Select(x => x.Data), refundReceiver: forwarder);
        var carrier = new Transaction
        {
            CorrelationId = Guid.CreateVersion7(now),
            Client = Client,
            RequestHash = SHA256.HashData(Encoding.ASCII.GetBytes(calldata)),
            Type = TransactionType.Batch,
            Pool = pool.Name,
            ChainId = pool.ChainId,
            To = forwarder.ToString(),
            Value = "0",
            Data = calldata,
            ForwardGas = members.Gas,
            Speed = members.Rows[0].Speed,
            CreatedAt = now,
            Traceparent = span?.Id,
            UpdatedAt = now,
            NextActionAt = now + HintWait,
        };
        carrier.Tell(now, "accepted", $"carries {members.Rows.Count} requests");
        carrier.Version++;
        db.Transactions.Add(carrier);
        foreach (var row in members.Rows)
        {
            db.Carriages.Add(new Carriage { CarrierId = carrier.CorrelationId, TransactionId = row.CorrelationId });
            row.CurrentState = nameof(TransactionStateMachine.Carried);
            row.CarrierId = carrier.CorrelationId;
            row.Carriages++;
            row.GatheredAt = null;
            row.WaitsForNonce = null;
            row.Sweeps = 0;
            row.NextActionAt = now + FollowWait;
            row.UpdatedAt = now;
            row.Tell(now, "batched", $"one of {members.Rows.Count} in {carrier.CorrelationId}");
            row.Version++;
        }

        return carrier.CorrelationId;
    }

    // One signer's requests follow each other without a gap, in the order of their nonces.
    private sealed class Members(BatchRule rule)
    {
        private readonly Dictionary<string, ulong> _next = [];

        public List<Transaction> Rows { get; } = [];

        public ulong Gas { get; private set; }

        public void TryAdd(Transaction row)
        {
            var follows = !_next.TryGetValue(row.Signer!, out var next) || next == row.ForwardNonce;
            if (!follows || Rows.Count == rule.MaxRequests || Gas + row.ForwardGas!.Value > rule.MaxGas)
                return;
            Rows.Add(row);
            Gas += row.ForwardGas.Value;
            _next[row.Signer!] = row.ForwardNonce!.Value + 1;
        }
    }
}

/// <summary>What came of it.</summary>
/// <param name="Carrier">The batch that was formed.</param>
/// <param name="Alone">Those that found nobody to share a transaction with.</param>
internal sealed record Formation(Guid? Carrier, IReadOnlyList<Guid> Alone)
{
    public static Formation Nothing { get; } = new(null, []);
}
