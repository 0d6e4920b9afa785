using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Api.Submissions;
using Msq.Contracts.Messages;
using Msq.Hosting.Pools;
using Msq.Storage;
using Msq.Storage.Forwarding;
using Msq.Storage.Transactions;

namespace Msq.Api.Relay;

/// <summary>Accepts transactions: once the row is committed, nothing can be lost any more.</summary>
internal sealed class Acceptance(MsqDbContext db, PoolFile pools, KeyLifetime keys, TimeProvider time, SubmissionHints hints)
{
    // When the hint is lost the sweep takes the row up.
    private static readonly TimeSpan HintWait = TimeSpan.FromSeconds(5);

    /// <summary>Commits the transaction's row, or finds the one that the same key, or the same signed request, committed before.</summary>
    public async Task<SubmissionOutcome> AcceptAsync(ApiClient client, Submission submission, string? key, CancellationToken cancellationToken)
    {
        var transaction = NewRow(client, submission, key);
        db.Transactions.Add(transaction);
        if (submission.Forward is { } forward)
            db.ForwardNonces.Add(NewReservation(transaction, forward));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (DatabaseTrouble.IsDuplicate(exception) && (key is not null || submission.Forward is not null))
        {
            // An equal request was faster.
            db.ChangeTracker.Clear();
            return await EarlierAsync(client, submission, key, cancellationToken) ?? new SubmissionOutcome.NonceReserved();
        }

        hints.Give(new SubmitTransaction(transaction.CorrelationId));
        return new SubmissionOutcome.Accepted(transaction, false);
    }

    /// <summary>What a former call made of this one; null when there was none.</summary>
    public async Task<SubmissionOutcome?> EarlierAsync(ApiClient client, Submission submission, string? key, CancellationToken cancellationToken)
    {
        var hash = Hash(submission);
        if (key is not null && await FindAsync(client, key, cancellationToken) is { } sameKey)
            return sameKey.RequestHash.AsSpan().SequenceEqual(hash) ? new SubmissionOutcome.Accepted(sameKey, true) : new SubmissionOutcome.KeyReused();
        if (await HolderAsync(submission, cancellationToken) is not { } holder)
            return null;
        return holder.Client == client.Name && holder.RequestHash.AsSpan().SequenceEqual(hash)
            ? new SubmissionOutcome.Accepted(holder, true)
            : new SubmissionOutcome.NonceReserved();
    }

    /// <summary>Whether the key has committed a row: then its request is a replay, or another one, whatever the time is now.</summary>
    public async Task<bool> KnowsAsync(ApiClient client, string key, CancellationToken cancellationToken) =>
        await FindAsync(client, key, cancellationToken) is not null;

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
            Speed = request.Speed,
            ValidUntil = request.ValidUntil,
            Reference = request.Reference,
            CreatedAt = now,
            UpdatedAt = now,
            NextActionAt = now + HintWait,
            Timeline = { new TransactionEvent { At = now, Status = TransactionStatus.Queued, Event = "accepted" } },
        };
    }
}
