using Microsoft.EntityFrameworkCore;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Storage;

namespace Msq.StatusTracker.Chain;

/// <summary>
/// Offers what a reorganisation took out of its block to the node again, as nodes mean to do by themselves. They are the same signed bytes, so nothing can be
/// executed twice by it. That holds after a cancel too: what was mined once is not the client's to take back, and its nonce has to be used.
/// </summary>
internal sealed class OrphanOffer(MsqDbContext db, TimeProvider time, ILogger<OrphanOffer> logger)
{
    private const int Most = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>Offers what is due, in the order of the nonces, and forgets what is in a block again.</summary>
    /// <exception cref="RpcUnavailableException">The node does not answer.</exception>
    public async Task MakeAsync(ulong chainId, EthereumNode node, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        db.ChangeTracker.Clear();
        var due = await db.ChainOrphans.Where(x => x.ChainId == chainId && x.NextOfferAt <= now)
            .OrderBy(x => x.From).ThenBy(x => x.Nonce).Take(Most).ToListAsync(cancellationToken);
        foreach (var orphan in due)
        {
            orphan.NextOfferAt = now + Pause;
            if (await db.ChainTransactions.AnyAsync(x => x.ChainId == chainId && x.From == orphan.From && x.Nonce == orphan.Nonce, cancellationToken))
                db.ChainOrphans.Remove(orphan);
            else
                await OfferAsync(node, orphan.RawTransaction, cancellationToken);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another watcher was first: what it did is as good.
        }
    }

    private async Task OfferAsync(EthereumNode node, string raw, CancellationToken cancellationToken)
    {
        try
        {
            var hash = await node.SendRawTransactionAsync(HexConvert.ToBytes(raw), cancellationToken);
            logger.LogWarning("{Hash} was in a block that is gone; {Host} has it again", hash, node.Url.Host);
        }
        catch (RpcException exception)
        {
            // It has them already, or the nonce is used: the next block tells.
            logger.LogDebug("{Host} does not take an orphan: {Reason}", node.Url.Host, exception.Error.Message);
        }
    }
}
