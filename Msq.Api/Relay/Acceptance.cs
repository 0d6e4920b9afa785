using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Msq.Api.Problems;
using Msq.Api.Submissions;
using Msq.Contracts.Messages;
using Msq.Hosting;
using Msq.Hosting.Clients;
using Msq.Hosting.Pools;
using Msq.Storage;
using Msq.Storage.Forwarding;
using Msq.Storage.Transactions;

namespace Msq.Api.Relay;

/// <summary>Accepts transactions: once the row is committed, nothing can be lost any more.</summary>
internal sealed class Acceptance(MsqDbContext db, PoolFile pools, KeyLifetime keys, TimeProvider time, SubmissionHints hints)
{
    private const int MostConflicts = 5;

    // When the hint is lost the sweep takes the row up.
    private static readonly TimeSpan HintWait = TimeSpan.FromSeconds(5);

    /// <summary>Commits the transaction's row, or finds the one that the same key, or the same signed request, committed before.</summary>
    public async Task<SubmissionOutcome> AcceptAsync(ApiClient client, Submission submission, string? key, CancellationToken cancellationToken) =>
        (await AcceptAllAsync(client, [new KeyedSubmission(submission, key)], cancellationToken))[0];

    /// <summary>Commits the rows of all that are new in one database transaction: either all of them are accepted, or none.</summary>
    public async Task<IReadOnlyList<SubmissionOutcome>> AcceptAllAsync(ApiClient client, IReadOnlyList<KeyedSubmission> submissions, CancellationToken cancellationToken)
    {
        var outcomes = new SubmissionOutcome?[submissions.Count];
        var firsts = Firsts(submissions);
        for (var conflicts = 0; !await TryCommitAsync(client, submissions, firsts.Where(i => outcomes[i] is null), outcomes, cancellationToken); conflicts++)
        {
            // Equal requests were faster.
            if (conflicts == MostConflicts)
                throw new TimeoutException("Equal requests were faster too often.");
            foreach (var i in firsts.Where(i => outcomes[i] is null))
                outcomes[i] = await EarlierAsync(client, submissions[i].Submission, submissions[i].Key, cancellationToken);
        }

        // What comes twice in one call finds what the first one of it made.
        for (var i = 0; i < submissions.Count; i++)
            outcomes[i] ??= await EarlierAsync(client, submissions[i].Submission, submissions[i].Key, cancellationToken) ?? SubmissionOutcome.Refused.NonceReserved;
        return outcomes!;
    }

    /// <summary>What a former call made of this one; null when there was none.</summary>
    public async Task<SubmissionOutcome?> EarlierAsync(ApiClient client, Submission submission, string? key, CancellationToken cancellationToken)
    {
        var hash = Hash(submission);
        if (key is not null && await FindAsync(client, key, cancellationToken) is { } sameKey)
            return sameKey.RequestHash.AsSpan().SequenceEqual(hash) ? new SubmissionOutcome.Accepted(sameKey, true) : SubmissionOutcome.Refused.KeyReused;
        if (await HolderAsync(submission, cancellationToken) is not { } holder)
            return null;
        return holder.Client == client.Name && holder.RequestHash.AsSpan().SequenceEqual(hash)
            ? new SubmissionOutcome.Accepted(holder, true)
            : SubmissionOutcome.Refused.NonceReserved;
    }

    /// <summary>Whether the key has committed a row: then its request is a replay, or another one, whatever the time is now.</summary>
    public async Task<bool> KnowsAsync(ApiClient client, string key, CancellationToken cancellationToken) =>
        await FindAsync(client, key, cancellationToken) is not null;

    private async Task<bool> TryCommitAsync(
        ApiClient client, IReadOnlyList<KeyedSubmission> submissions, IEnumerable<int> places, SubmissionOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var rows = places.ToDictionary(i => i, i => NewRow(client, submissions[i].Submission, submissions[i].Key));
        db.Transactions.AddRange(rows.Values);
        db.ForwardNonces.AddRange(rows.Where(x => submissions[x.Key].Submission.Forward is not null).Select(x => NewReservation(x.Value, submissions[x.Key].Submission.Forward!)));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (DatabaseTrouble.IsDuplicate(exception))
        {
            db.ChangeTracker.Clear();
            return false;
        }

        foreach (var (i, row) in rows)
        {
            outcomes[i] = new SubmissionOutcome.Accepted(row, Replayed: false);
            hints.Give(new SubmitTransaction(row.CorrelationId));
        }

        return true;
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

    private Transaction NewRow(ApiClient client, Submission submission, string? key)
    {
        var (request, forward) = submission;
        var now = Rfc3339.ToMicroseconds(time.GetUtcNow().UtcDateTime);
        return new Transaction
        {
            CorrelationId = Guid.CreateVersion7(now),
            Version = 1,
            Client = client.Name,
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
            Signer = forward?.Signer,
            ForwardNonce = forward?.Nonce,
            ForwardGas = forward?.Gas,
            SignedByKey = forward?.ByKey ?? false,
            Speed = request.Speed,
            ValidUntil = request.ValidUntil,
            Reference = request.Reference,
            OnlyRelayer = request.Relayer ?? client.Relayer,
            Replaces = request.Replaces,
            CreatedAt = now,
            UpdatedAt = now,
            NextActionAt = now + HintWait,
            Timeline = { new TransactionEvent { At = now, Status = TransactionStatus.Queued, Event = "accepted" } },
        };
    }
}
