using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Lifecycle;

/// <summary>Signs a row anew, with its own nonce and a higher price, and sends it. The hash changes and nobody is told.</summary>
internal sealed class Resubmission(
    RowStore rows, RelayerSet relayers, Chain chain, Fees fees, DevRelayerOptions options, TimeProvider time, ILogger<Resubmission> logger)
{
    public async Task ResubmitAsync(string id, CancellationToken cancellation)
    {
        if (rows.Find(id) is not { Status: TransactionStatus.Sent or TransactionStatus.Submitted, Signed: { } former } row) return;
        var relayer = relayers.Of(row);
        var current = row.GasPrice is { } price ? new Fee(price, price) : new Fee(row.MaxFeePerGas!.Value, row.MaxPriorityFeePerGas!.Value);
        var fee = await fees.ReplacementAsync(row, current, relayer.Settings.Policies.GasPriceCap, cancellation);
        if (fee is null)
        {
            logger.LogInformation("Transaction {Id} stays as it is: its price can rise no further under the cap", id);
            return;
        }

        var signed = Signer.Sign(row, fee, relayer, options.ChainId);
        // Kept before it is sent: after a crash in between, the row's own bytes are the ones that may be out.
        var renewed = await rows.ChangeAsync(id, now => now.Signed != former || now.IsNoop != row.IsNoop || !IsOpen(now) ? null : Priced(now, fee) with
        {
            Signed = signed,
            Hashes = [.. now.Hashes, signed.Hash],
        });
        if (renewed is null) return;

        var answer = await chain.SendAsync(signed.Raw, cancellation);
        await options.Reached(Checkpoint.AfterBroadcast, id);
        await rows.ChangeAsync(id, now => now.Signed != signed || !IsOpen(now) ? null : answer.Outcome switch
        {
            SendOutcome.Taken => now with { Status = TransactionStatus.Submitted, SentAt = time.GetUtcNow() },
            // The nonce is used, or a dearer one is waiting: the former hash is the one to watch.
            SendOutcome.AlreadyThere => Priced(now, current) with
            {
                Status = TransactionStatus.Submitted,
                SentAt = now.SentAt ?? time.GetUtcNow(),
                Signed = former,
                Hashes = [.. now.Hashes.SkipLast(1)],
            },
            _ => Priced(now, current) with { Signed = former, Hashes = [.. now.Hashes.SkipLast(1)] },
        });
        if (answer.Outcome == SendOutcome.Refused) logger.LogWarning("The node refused to replace transaction {Id}: {Problem}", id, answer.Problem);
    }

    private static bool IsOpen(TransactionRow row) => row.Status is TransactionStatus.Sent or TransactionStatus.Submitted;

    private static TransactionRow Priced(TransactionRow row, Fee fee) => row.GasPrice is null
        ? row with { MaxFeePerGas = fee.MaxFeePerGas, MaxPriorityFeePerGas = fee.MaxPriorityFeePerGas }
        : row with { GasPrice = fee.MaxFeePerGas };
}
