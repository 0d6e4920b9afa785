using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Api.Submissions;
using Msq.Contracts.Messages;
using Msq.Hosting.Pools;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Relay;

/// <summary>Accepts transactions: once the row is committed, nothing can be lost any more.</summary>
internal sealed class Acceptance(MsqDbContext db, PoolFile pools, KeyLifetime keys, TimeProvider time, SubmissionHints hints)
{
    // When the hint is lost the sweep takes the row up.
    private static readonly TimeSpan HintWait = TimeSpan.FromSeconds(5);

    /// <summary>Commits the transaction's row, or finds the one that the same key committed before.</summary>
    /// <returns>The row and whether it is a replay; null when the key stands for another request.</returns>
    public async Task<(Transaction Transaction, bool Replayed)?> AcceptAsync(
        ApiClient client, DirectRequest request, string? key, CancellationToken cancellationToken)
    {
        var hash = Hash(request);
        var transaction = NewRow(client, request, key, hash);
        db.Transactions.Add(transaction);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (key is not null && DatabaseTrouble.IsDuplicate(exception))
        {
            // An equal request was faster.
            db.ChangeTracker.Clear();
            return Replay((await FindAsync(client, key, cancellationToken))!, hash);
        }

        hints.Give(new SubmitTransaction(transaction.CorrelationId));
        return (transaction, false);
    }

    /// <summary>Whether the key has committed a row: then its request is a replay, or another one, whatever the time is now.</summary>
    public async Task<bool> KnowsAsync(ApiClient client, string key, CancellationToken cancellationToken) =>
        await FindAsync(client, key, cancellationToken) is not null;

    private static byte[] Hash(DirectRequest request) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request));

    private static (Transaction, bool)? Replay(Transaction earlier, byte[] hash) =>
        earlier.RequestHash.AsSpan().SequenceEqual(hash) ? (earlier, true) : null;

    private Task<Transaction?> FindAsync(ApiClient client, string key, CancellationToken cancellationToken) => db.Transactions.AsNoTracking()
        .SingleOrDefaultAsync(x => x.Client == client.Name && x.IdempotencyKey == key, cancellationToken);

    private Transaction NewRow(ApiClient client, DirectRequest request, string? key, byte[] hash)
    {
        var now = Rfc3339.ToMicroseconds(time.GetUtcNow().UtcDateTime);
        return new Transaction
        {
            CorrelationId = Guid.CreateVersion7(now),
            Version = 1,
            Client = client.Name,
            IdempotencyKey = key,
            IdempotencyExpiresAt = key is null ? null : now + keys.Value,
            RequestHash = hash,
            Type = "direct",
            Pool = request.Pool,
            ChainId = pools.Pool(request.Pool)!.ChainId,
            To = request.To,
            Value = request.Value,
            Data = request.Data,
            GasLimit = request.GasLimit,
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
