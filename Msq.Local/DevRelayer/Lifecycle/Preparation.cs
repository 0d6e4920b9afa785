using System.Numerics;
using Msq.Local.DevRelayer.Rows;
using Msq.Local.DevRelayer.Webhooks;

namespace Msq.Local.DevRelayer.Lifecycle;

/// <summary>From <c>pending</c> to <c>sent</c>: gas, price, balance, nonce, signature.</summary>
internal sealed class Preparation(RowStore rows, RelayerSet relayers, Chain chain, Fees fees, WebhookSender webhooks, DevRelayerOptions options)
{
    /// <returns>Whether the row is signed now.</returns>
    public async Task<bool> PrepareAsync(string id, CancellationToken cancellation)
    {
        if (rows.Find(id) is not { Status: TransactionStatus.Pending } row) return false;
        var relayer = relayers.Of(row);
        var policies = relayer.Settings.Policies;
        var gasLimit = row.GasLimit ?? await EstimateAsync(row, cancellation);
        var blockGasLimit = (await chain.MarketAsync(cancellation)).BlockGasLimit;
        if (gasLimit > blockGasLimit)
            return await FailAsync(row, $"Transaction gas limit ({gasLimit}) exceeds block gas limit ({blockGasLimit})");
        var fee = await fees.FirstAsync(row, policies.GasPriceCap, cancellation);
        if (await ShortageAsync(row, gasLimit, fee, policies, cancellation) is { } shortage) return await FailAsync(row, shortage);

        await options.Reached(Checkpoint.BeforeNonce, id);
        if (await rows.ReserveNonceAsync(id) is not { } reserved) return false;
        // A receiver or calldata that is no hex fails here, with the nonce taken: the original's way of getting stuck.
        var signed = Signer.Sign(reserved with { GasLimit = gasLimit }, fee, relayer, options.ChainId);
        await options.Reached(Checkpoint.AfterSigning, id);
        var sent = await rows.ChangeAsync(id, current => current.Status != TransactionStatus.Pending ? null : current with
        {
            Status = TransactionStatus.Sent,
            GasLimit = gasLimit,
            MaxFeePerGas = current.GasPrice is null ? fee.MaxFeePerGas : null,
            MaxPriorityFeePerGas = current.GasPrice is null ? fee.MaxPriorityFeePerGas : null,
            GasPrice = current.GasPrice is null ? null : fee.MaxFeePerGas,
            Signed = signed,
            Hashes = [signed.Hash],
        });
        if (sent is null) return false;
        webhooks.Announce(sent);
        return true;
    }

    /// <summary>Ends a pending row.</summary>
    public async Task<bool> FailAsync(TransactionRow row, string reason)
    {
        var failed = await rows.ChangeAsync(row.Id, current => current.Status != TransactionStatus.Pending
            ? null
            : current with { Status = TransactionStatus.Failed, StatusReason = reason });
        if (failed is not null) webhooks.Announce(failed);
        return false;
    }

    private async Task<ulong> EstimateAsync(TransactionRow row, CancellationToken cancellation) =>
        await chain.EstimateGasAsync(row, cancellation) is { } estimate
            ? estimate * 110 / 100
            : row.Data switch
            {
                null => 21_000,
                var data when data.StartsWith("0xa9059cbb", StringComparison.Ordinal) => 65_000,
                var data when data.StartsWith("0x23b872dd", StringComparison.Ordinal) => 80_000,
                _ => 200_000,
            };

    private async Task<string?> ShortageAsync(TransactionRow row, ulong gasLimit, Fee fee, RelayerPolicies policies, CancellationToken cancellation)
    {
        var balance = await chain.BalanceAsync(row.From, cancellation);
        // With a speed the original forgets the gas: who cannot pay for it finds out at the node, and stays `sent`.
        var cost = row.Speed is null ? row.Value + (gasLimit * fee.MaxFeePerGas) : row.Value;
        var least = policies.MinBalance ?? BigInteger.Zero;
        if (balance - cost >= least) return null;
        var enforced = least.IsZero ? "" : $", with an enforced minimum balance of {least}";
        return $"Insufficient balance: Relayer balance {balance} is insufficient to cover {cost}{enforced}";
    }
}
