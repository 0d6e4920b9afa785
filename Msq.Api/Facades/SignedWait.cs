using Microsoft.EntityFrameworkCore;
using Msq.Api.Status;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Facades;

/// <summary>Waits until a relayer has signed a transaction: official clients want its hash and nonce in the answer to their POST.</summary>
internal sealed class SignedWait(MsqDbContext db, StatusWait waiting)
{
    /// <summary>How long at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The row when it is signed or over, or as it is when the patience is.</summary>
    public async Task<Transaction> ForAsync(Transaction row, CancellationToken cancellationToken)
    {
        await waiting.UntilAsync(
            row.CorrelationId,
            async _ =>
            {
                row = await db.Transactions.AsNoTracking().SingleAsync(x => x.CorrelationId == row.CorrelationId, cancellationToken);
                return IsSigned(row) || TransactionStatus.IsEnd(row.Status);
            },
            Patience, cancellationToken);
        return row;
    }

    /// <summary>Whether hash, nonce and signature of a row are known. A block holds some that cannot be rebuilt; then its hash and nonce are all there will be.</summary>
    public static bool IsSigned(Transaction row) =>
        row is { Hash: not null, Nonce: not null } && (row.RawTransaction is not null || row.Status is TransactionStatus.Mined or TransactionStatus.Confirmed or TransactionStatus.Failed);
}
