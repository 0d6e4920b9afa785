using Msq.Local.DevRelayer.Rows;
using Msq.Local.DevRelayer.Webhooks;

namespace Msq.Local.DevRelayer.Lifecycle;

/// <summary>From <c>sent</c> to <c>submitted</c>; also sends the same bytes of a submitted transaction once more.</summary>
internal sealed class Broadcast(RowStore rows, Chain chain, WebhookSender webhooks, DevRelayerOptions options, TimeProvider time, ILogger<Broadcast> logger)
{
    public async Task SendAsync(string id, CancellationToken cancellation)
    {
        if (rows.Find(id) is not { Status: TransactionStatus.Sent or TransactionStatus.Submitted, Signed: { } signed }) return;
        var answer = await chain.SendAsync(signed.Raw, cancellation);
        await options.Reached(Checkpoint.AfterBroadcast, id);
        if (answer.Outcome == SendOutcome.Refused)
        {
            logger.LogWarning("The node refused transaction {Id} ({Hash}): {Problem}", id, signed.Hash, answer.Problem);
            return;
        }

        var submitted = await rows.ChangeAsync(id, current =>
            current.Status is TransactionStatus.Sent or TransactionStatus.Submitted && current.Signed == signed
                ? current with { Status = TransactionStatus.Submitted, SentAt = time.GetUtcNow() }
                : null);
        if (submitted is not null) webhooks.Announce(submitted);
    }
}
