using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Msq.Api.Audit;
using Msq.Api.Clients;
using Msq.Api.Submissions;
using Msq.Contracts.Messages;
using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.Hosting.Callbacks;
using Msq.Hosting.Clients;
using Msq.Hosting.Pools;
using Msq.Storage;
using Msq.Storage.Commits;
using Msq.Storage.Forwarding;
using Msq.Storage.Transactions;

namespace Msq.Api.Relay;

/// <summary>Accepts transactions: once the row is committed, nothing can be lost any more.</summary>
internal sealed class Acceptance(
    MsqDbContext db, SharedSaves saves, PoolFile pools, DailyLimit daily, KeyLifetime keys, TimeProvider time, SubmissionHints hints, AuditLog audit, CallbackOutbox callbacks)
{
    private const int MostConflicts = 5;

    // When the hint is lost the sweep takes the row up.
    private static readonly TimeSpan HintWait = TimeSpan.FromSeconds(5);

    /// <summary>Commits the transaction's row, or finds the one that the same key, or the same signed request, committed before.</summary>
    public async Task<SubmissionOutcome> AcceptAsync(Caller caller, Submission submission, string? key, CancellationToken cancellationToken) =>
        (await AcceptAllAsync(caller, [new KeyedSubmission(submission, key)], cancellationToken))[0];

    /// <summary>
    /// Commits the rows of all that are new, and within the client's daily limit, in one database transaction: either all of them are accepted, or none.
    /// </summary>
    public async Task<IReadOnlyList<SubmissionOutcome>> AcceptAllAsync(Caller caller, IReadOnlyList<KeyedSubmission> submissions, CancellationToken cancellationToken)
    {
        var client = caller.Client;
        var outcomes = new SubmissionOutcome?[submissions.Count];
        var firsts = Firsts(submissions);
        for (var conflicts = 0; !await TryCommitAsync(caller, submissions, firsts.Where(i => outcomes[i] is null), outcomes, cancellationToken); conflicts++)
        {
            // Equal requests were faster.
            if (conflicts == MostConflicts)
                throw new TimeoutException("Equal requests were faster too often.");
            foreach (var i in firsts.Where(i => outcomes[i] is null))
                outcomes[i] = await EarlierAsync(client, submissions[i].Submission, submissions[i].Key, cancellationToken);
        }

        // What comes twice in one call finds what the first one of it made, or is refused with it.
        for (var i = 0; i < submissions.Count; i++)
            outcomes[i] ??= await EarlierAsync(client, submissions[i].Submission, submissions[i].Key, cancellationToken)
                ?? firsts.Where(first => Meet(submissions[first], submissions[i])).Select(first => outcomes[first]).OfType<SubmissionOutcome.OverDailyLimit>().FirstOrDefault()
                ?? SubmissionOutcome.Refused.NonceReserved;
        return outcomes!;
    }

    /// <summary>What a former call made of this one; null when there was none.</summary>
    public async Task<SubmissionOutcome?> EarlierAsync(ApiClient client, Submission submission, string? key, CancellationToken cancellationToken)
    {
        var hash = Hash(submission);
        if (key is not null && await FindAsync(client, key, cancellationToken) is { } sameKey)
            return AcceptanceMeasures.Count(sameKey.RequestHash.AsSpan().SequenceEqual(hash) ? new SubmissionOutcome.Accepted(sameKey, true) : SubmissionOutcome.Refused.KeyReused);
        if (await HolderAsync(submission, cancellationToken) is not { } holder)
            return null;
        return AcceptanceMeasures.Count(holder.Client == client.Name && holder.RequestHash.AsSpan().SequenceEqual(hash)
            ? new SubmissionOutcome.Accepted(holder, true)
            : SubmissionOutcome.Refused.NonceReserved);
    }

    /// <summary>Whether the key has committed a row: then its request is a replay, or another one, whatever the time is now.</summary>
    public async Task<bool> KnowsAsync(ApiClient client, string key, CancellationToken cancellationToken) =>
        await FindAsync(client, key, cancellationToken) is not null;

    private async Task<bool> TryCommitAsync(
        Caller caller, IReadOnlyList<KeyedSubmission> submissions, IEnumerable<int> places, SubmissionOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var client = caller.Client;
        var rows = places.ToDictionary(i => i, i => NewRow(caller, submissions[i].Submission, submissions[i].Key));
        Dictionary<int, BigInteger> over = [];
        try
        {
            if (client.Policy.MaxValuePerDay is { } limit)
            {
                // The sum stays locked until its own commit: nobody else waits for that.
                await using var counting = await db.BeginAsync(cancellationToken);
                over = await daily.CountAsync(client.Name, limit, rows, cancellationToken);
                foreach (var i in over.Keys)
                    rows.Remove(i);
                Add(db);
                await db.SaveChangesAsync(cancellationToken);
                await counting.CommitAsync(cancellationToken);
            }
            else
            {
                // Waited for also when the client has gone: what is committed is hinted at, counted and audited.
                await saves.SaveAsync(Add, rows.Values.Sum(row => row.Data.Length));
            }
        }
        catch (DbUpdateException exception) when (DatabaseTrouble.IsDuplicate(exception))
        {
            db.ChangeTracker.Clear();
            return false;
        }

        foreach (var (i, row) in rows)
        {
            outcomes[i] = new SubmissionOutcome.Accepted(row, Replayed: false);
            AcceptanceMeasures.Count(row);
            hints.Give(new SubmitTransaction(row.CorrelationId), Queues.Submissions);
            audit.Submitted(caller, row);
        }

        // What was accepted once stays accepted.
        foreach (var (i, left) in over)
            outcomes[i] = await EarlierAsync(client, submissions[i].Submission, submissions[i].Key, cancellationToken)
                ?? new SubmissionOutcome.OverDailyLimit(client.Policy.MaxValuePerDay!.Value, left, submissions[i].Submission);
        return true;

        void Add(MsqDbContext saving)
        {
            saving.Transactions.AddRange(rows.Values);
            saving.ForwardNonces.AddRange(rows.Where(x => submissions[x.Key].Submission.Forward is not null).Select(x => NewReservation(x.Value, submissions[x.Key].Submission.Forward!)));
            foreach (var row in rows.Values)
            {
                // It may be called again.
                row.CallbackEvents = 0;
                callbacks.Add(saving, row);
            }
        }
    }

    // The places of those that no earlier one of the same call stands in the way of.
    private static List<int> Firsts(IReadOnlyList<KeyedSubmission> submissions)
    {
        var keys = new HashSet<string>();
        var nonces = new HashSet<(string Pool, string Signer, ulong Nonce)>();
        return [.. Enumerable.Range(0, submissions.Count).Where(i =>
        {
            var (submission, key) = submissions[i];
            var freshKey = key is null || keys.Add(key);
            return (submission.Forward is not { } forward || nonces.Add((submission.Request.Pool, forward.Signer, forward.Nonce))) && freshKey;
        })];
    }

    private static bool Meet(KeyedSubmission one, KeyedSubmission other) => (one.Key is not null && one.Key == other.Key)
        || (one.Submission.Forward is { } forward && other.Submission.Forward is { } same && (forward.Signer, forward.Nonce) == (same.Signer, same.Nonce)
            && one.Submission.Request.Pool == other.Submission.Request.Pool);

    private static byte[] Hash(Submission submission) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(submission));

    private Task<Transaction?> FindAsync(ApiClient client, string key, CancellationToken cancellationToken) => db.Transactions.AsNoTracking()
        .SingleOrDefaultAsync(x => x.Client == client.Name && x.IdempotencyKey == key, cancellationToken);

    private async Task<Transaction?> HolderAsync(Submission submission, CancellationToken cancellationToken)
    {
        if (submission.Forward is not { } forward)
            return null;
        var (chainId, forwarder) = (pools.Pool(submission.Request.Pool)!.ChainId, submission.Request.To);
        return await (
            from reservation in db.ForwardNonces
            where reservation.ChainId == chainId && reservation.Forwarder == forwarder && reservation.Signer == forward.Signer && reservation.Nonce == forward.Nonce
            join transaction in db.Transactions on reservation.TransactionId equals transaction.CorrelationId
            select transaction).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
    }

    private static ForwardNonce NewReservation(Transaction transaction, ForwardClaim forward) => new()
    {
        ChainId = transaction.ChainId,
        Forwarder = transaction.To,
        Signer = forward.Signer,
        Nonce = forward.Nonce,
        TransactionId = transaction.CorrelationId,
    };

    private Transaction NewRow(Caller caller, Submission submission, string? key)
    {
        var (request, forward) = submission;
        var now = Rfc3339.ToMicroseconds(time.GetUtcNow().UtcDateTime);
        var row = new Transaction
        {
            CorrelationId = Guid.CreateVersion7(now),
            Client = caller.Client.Name,
            IdempotencyKey = key,
            IdempotencyExpiresAt = key is null ? null : now + keys.Value,
            RequestHash = Hash(submission),
            Type = forward is null ? TransactionType.Direct : TransactionType.Gasless,
            Pool = request.Pool,
            ChainId = pools.Pool(request.Pool)!.ChainId,
            To = request.To,
            Value = request.Value,
            Data = request.Data,
            GasLimit = request.GasLimit,
            MaxGas = forward is null && request.GasLimit is null ? caller.Client.Policy.MaxGas : null,
            Signer = forward?.Signer,
            ForwardNonce = forward?.Nonce,
            ForwardGas = forward?.Gas,
            SignedByKey = forward?.ByKey ?? false,
            Speed = request.Speed,
            ValidUntil = request.ValidUntil,
            Reference = request.Reference,
            OnlyRelayer = request.Relayer ?? caller.Client.Relayer,
            Replaces = request.Replaces,
            CallbackUrl = request.CallbackUrl,
            CreatedAt = now,
            Traceparent = MsqTelemetry.Traceparent,
            UpdatedAt = now,
            NextActionAt = now + HintWait,
        };
        row.Tell(now, "accepted", $"by {caller}");
        row.Version++;
        return row;
    }
}
