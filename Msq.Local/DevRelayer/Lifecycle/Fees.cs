using System.Numerics;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Lifecycle;

/// <summary>Both fees of an EIP-1559 transaction, in wei per gas.</summary>
internal sealed record Fee(BigInteger MaxFeePerGas, BigInteger MaxPriorityFeePerGas)
{
    /// <summary>The lowest fee that replaces this one: geth demands a tenth more on both (anvil would take less).</summary>
    public Fee Bumped => new(Tenth(MaxFeePerGas), Tenth(MaxPriorityFeePerGas));

    public Fee AtLeast(Fee other) =>
        new(BigInteger.Max(MaxFeePerGas, other.MaxFeePerGas), BigInteger.Max(MaxPriorityFeePerGas, other.MaxPriorityFeePerGas));

    public Fee AtMost(BigInteger? cap) => cap is not { } most
        ? this
        : new Fee(BigInteger.Min(MaxFeePerGas, most), BigInteger.Min(MaxPriorityFeePerGas, most));

    private static BigInteger Tenth(BigInteger amount) => ((amount * 11) + 9) / 10;
}

/// <summary>What a speed costs now.</summary>
internal sealed class Fees(Chain chain)
{
    /// <summary>Percentiles of the rewards of the last blocks, in the order of <see cref="Speeds"/>.</summary>
    public static readonly IReadOnlyList<int> Percentiles = [30, 50, 85, 99];

    private static readonly string[] Speeds = ["safeLow", "average", "fast", "fastest"];

    /// <summary>The fee that the row asked for, or what its speed costs now.</summary>
    public async Task<Fee> FirstAsync(TransactionRow row, BigInteger? cap, CancellationToken cancellation)
    {
        if (row.GasPrice is { } price) return new Fee(price, price).AtMost(cap);
        if (row.MaxFeePerGas is { } max && row.MaxPriorityFeePerGas is { } priority) return new Fee(max, priority).AtMost(cap);
        return (await MarketAsync(row.Speed, cancellation)).AtMost(cap);
    }

    /// <summary>The fee of a replacement; null while the cap does not allow the rise that nodes demand.</summary>
    public async Task<Fee?> ReplacementAsync(TransactionRow row, Fee current, BigInteger? cap, CancellationToken cancellation)
    {
        var least = current.Bumped;
        var fee = (await MarketAsync(row.Speed, cancellation)).AtLeast(least).AtMost(cap);
        return fee.MaxFeePerGas < least.MaxFeePerGas || fee.MaxPriorityFeePerGas < least.MaxPriorityFeePerGas ? null : fee;
    }

    private async Task<Fee> MarketAsync(string? speed, CancellationToken cancellation)
    {
        var market = await chain.MarketAsync(cancellation);
        var rank = Math.Max(Array.IndexOf(Speeds, speed ?? "fast"), 0);
        var rewards = market.Rewards.Select(block => block[rank]).Where(reward => !reward.IsZero).ToList();
        // Without any reward to go by: 0.30, 0.50, 0.85 and 0.99 gwei.
        var priority = rewards.Count == 0
            ? new BigInteger(Percentiles[rank]) * 10_000_000
            : rewards.Aggregate(BigInteger.Add) / rewards.Count;
        // The base fee may rise an eighth per block, for 90 seconds, at most tenfold: with blocks of four seconds or less that is ten times.
        return new Fee((market.BaseFeePerGas * 10) + priority, priority);
    }
}
