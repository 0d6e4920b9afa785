using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Api.Submissions;
using Msq.Contracts.Messages;
using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.Storage;
using Msq.Storage.Commits;
using Msq.Storage.Transactions;

namespace Msq.Api.Facades;

/// <summary>
/// Replaces a transaction by another one. While nobody has begun to send it, its payload is changed where it stands. Afterwards it is cancelled, and the other one is a transaction of its own,
/// with a nonce of its own, which is sent once the first is over without having been executed. Either way one of the two is executed at most.
/// </summary>
internal sealed class Replacement(MsqDbContext db, ClientSending sending, Cancellation cancellation, SubmissionHints hints, TimeProvider time)
{
    /// <summary>Replaces it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="target">The relayer or pool that is to send it.</param>
    /// <param name="former">What is replaced.</param>
    /// <param name="call">What takes its place, in the words of <c>POST /relay/direct</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The transaction that is sent in the end, or why nothing was changed.</returns>
    public async Task<(Transaction? Transaction, ProblemResult? Problem)> ReplaceAsync(
        HttpContext context, RelayerTarget target, Transaction former, JsonObject call, CancellationToken cancellationToken)
    {
        // What was replaced before is not sent any more: this is about what took its place.
        while (await db.Transactions.AsNoTracking().SingleOrDefaultAsync(x => x.Replaces == former.CorrelationId, cancellationToken) is { } next)
            former = next;

        var key = $"replace:{context.KeyId()}:{former.CorrelationId:N}:{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(call)))}";
        var (wanted, problem) = await sending.CheckAsync(context, target, call, _ => Task.FromResult(key), cancellationToken);
        if (wanted is null)
            return (null, problem);
        var request = wanted.Submission.Request;
        // What the client's policy counts or writes into the row when it accepts has to be accepted anew.
        if (context.Client().Policy is { MaxValuePerDay: null, MaxGas: null } && await TryChangeAsync(former.CorrelationId, request, cancellationToken))
        {
            hints.Give(new SubmitTransaction(former.CorrelationId), Queues.Submissions);
            return (former, null);
        }

        // A repeat of the call that changed it, or a wish for a better price only, which the relayer sees to by itself.
        if (HasSameEffect(request, former))
            return (former, null);
        await cancellation.AskAsync(context.Caller(), former.CorrelationId, cancellationToken);
        if (await IsExecutedAsync(former.CorrelationId, cancellationToken))
            return (null, AlreadyMined);
        var outcome = await sending.AcceptAsync(
            context, wanted with { Submission = new Submission(request with { Replaces = former.CorrelationId }) }, cancellationToken);
        return outcome is SubmissionOutcome.Accepted accepted ? (accepted.Transaction, null) : (null, ((SubmissionOutcome.Refused)outcome).Problem);
    }

    /// <summary>409: the transaction that was to be replaced was executed.</summary>
    public static ProblemResult AlreadyMined { get; } =
        ProblemResult.Of(StatusCodes.Status409Conflict, ErrorCode.AlreadyMined, "The transaction that was to be replaced was executed; nothing was sent in its place.");

    // Only what no attempt was opened for, and what no answer of a node is on its way for: that would be about the former payload.
    private async Task<bool> TryChangeAsync(Guid id, DirectRequest request, CancellationToken cancellationToken)
    {
        var now = Rfc3339.ToMicroseconds(time.GetUtcNow().UtcDateTime);
        var hasGas = request.GasLimit is not null;
        await using var transaction = await db.BeginAsync(cancellationToken);
        var changed = await db.Transactions
            .Where(x => x.CorrelationId == id && x.Attempt == 0 && x.CancelRequestedAt == null && (x.CurrentState == "Accepted" || (x.CurrentState == "Queued" && hasGas)))
            .ExecuteUpdateAsync(
                x => x.SetProperty(row => row.To, request.To)
                    .SetProperty(row => row.Value, request.Value)
                    .SetProperty(row => row.Data, request.Data)
                    .SetProperty(row => row.GasLimit, request.GasLimit)
                    .SetProperty(row => row.Speed, request.Speed)
                    .SetProperty(row => row.ValidUntil, request.ValidUntil)
                    .SetProperty(row => row.UpdatedAt, now)
                    .SetProperty(row => row.NextActionAt, now)
                    .SetProperty(row => row.Version, row => row.Version + 1),
                cancellationToken);
        if (changed == 0)
            return false;
        var version = await db.Transactions.Where(x => x.CorrelationId == id).Select(x => x.Version).SingleAsync(cancellationToken);
        db.Add(new TransactionEvent { TransactionId = id, Id = TransactionEvent.IdOf(version), At = now, Status = TransactionStatus.Queued, Event = "payload_replaced" });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private Task<bool> IsExecutedAsync(Guid id, CancellationToken cancellationToken) => db.Transactions.AnyAsync(
        x => x.CorrelationId == id && (x.Status == TransactionStatus.Confirmed || x.ErrorCode == ErrorCode.Reverted), cancellationToken);

    private static bool HasSameEffect(DirectRequest request, Transaction row) =>
        (request.To, request.Data, request.Value) == (row.To, row.Data, row.Value) && row.CancelRequestedAt is null && !TransactionStatus.IsEnd(row.Status);
}
