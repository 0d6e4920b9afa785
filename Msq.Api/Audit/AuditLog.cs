using Msq.Api.Clients;
using Msq.Storage.Transactions;

namespace Msq.Api.Audit;

/// <summary>One line in the log for each thing that somebody did, with the client and the id of the key. What became of a transaction is in its timeline.</summary>
internal sealed class AuditLog(AuditPayloads payloads, ILogger<AuditLog> logger)
{
    // Calldata may have hundreds of kilobytes; the whole of it is in the row.
    private const int LongestData = 256;

    /// <summary>A transaction was accepted; a replay does nothing, and is no line.</summary>
    public void Submitted(Caller caller, Transaction row)
    {
        if (payloads.AreShown)
        {
            logger.LogInformation(
                "{Client} ({Key}) submitted {Transaction}: {Type} on {Pool}, to {To}, {Value} wei, data {Data}", caller.Client.Name, caller.Key.Id, row.CorrelationId, row.Type, row.Pool,
                row.To, row.Value, row.Data.Length > LongestData ? $"{row.Data[..LongestData]}…" : row.Data);
        }
        else
        {
            logger.LogInformation("{Client} ({Key}) submitted {Transaction}: {Type} on {Pool}", caller.Client.Name, caller.Key.Id, row.CorrelationId, row.Type, row.Pool);
        }
    }

    /// <summary>Something was asked for that concerns one transaction: <c>cancel</c>, <c>look</c>, <c>close</c>.</summary>
    public void Asked(Caller caller, string what, Guid transaction) =>
        logger.LogInformation("{Client} ({Key}) asked to {Action} {Transaction}", caller.Client.Name, caller.Key.Id, what, transaction);

    /// <summary>Messages of an error queue were moved back.</summary>
    public void Requeued(Caller caller, string queue, int messages) =>
        logger.LogInformation("{Client} ({Key}) moved {Messages} messages of {Queue} back to where they came from", caller.Client.Name, caller.Key.Id, messages, queue);
}
