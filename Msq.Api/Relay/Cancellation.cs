using Microsoft.EntityFrameworkCore;
using Msq.Api.Audit;
using Msq.Api.Clients;
using Msq.Api.Submissions;
using Msq.Contracts.Messages;
using Msq.Hosting;
using Msq.Storage;
using Msq.Storage.Commits;
using Msq.Storage.Transactions;

namespace Msq.Api.Relay;

/// <summary>Writes the wish to cancel into the row: from its commit on no attempt is opened any more.</summary>
internal sealed class Cancellation(MsqDbContext db, TimeProvider time, SubmissionHints hints, IStatusFeed feed, AuditLog audit)
{
    // These wait for an outcome, which a look before its time would only take for a doubt.
    private static readonly string[] WaitingStates = ["Dispatching", "InDoubt"];

    /// <summary>Asks, once; a second wish changes nothing.</summary>
    /// <returns>False when it was over before.</returns>
    public async Task<bool> AskAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var now = Rfc3339.ToMicroseconds(time.GetUtcNow().UtcDateTime);
        await using (var transaction = await db.BeginAsync(cancellationToken))
        {
            var asked = await db.Transactions.Where(x => x.CorrelationId == id && x.CancelRequestedAt == null && x.CurrentState != "Ended")
                .ExecuteUpdateAsync(
                    x => x.SetProperty(row => row.CancelRequestedAt, now)
                        .SetProperty(row => row.UpdatedAt, now)
                        .SetProperty(row => row.NextActionAt, row => WaitingStates.Contains(row.CurrentState) ? row.NextActionAt : now)
                        .SetProperty(row => row.Version, row => row.Version + 1),
                    cancellationToken);
            var row = await db.Transactions.Where(x => x.CorrelationId == id).Select(x => new { x.Status, x.Version }).SingleAsync(cancellationToken);
            if (asked == 0)
                return !TransactionStatus.IsEnd(row.Status);

            db.Add(new TransactionEvent { TransactionId = id, Id = TransactionEvent.IdOf(row.Version), At = now, Status = row.Status, Event = "cancel_requested", Detail = $"by {caller}" });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        hints.Give(new CancelTransaction(id));
        feed.Announce(id);
        audit.Asked(caller, "cancel", id);
        return true;
    }
}
