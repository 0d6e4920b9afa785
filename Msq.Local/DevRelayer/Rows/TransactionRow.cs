using System.Numerics;

namespace Msq.Local.DevRelayer.Rows;

/// <summary>What the relayer remembers of one transaction. Amounts in wei; <c>To</c> and <c>Data</c> exactly as the client wrote them.</summary>
internal sealed record TransactionRow
{
    public required string Id { get; init; }
    public required string RelayerId { get; init; }
    public required string From { get; init; }
    public string? To { get; init; }
    public BigInteger Value { get; init; }
    public string? Data { get; init; }
    public ulong? GasLimit { get; init; }
    public string? Speed { get; init; }
    public BigInteger? GasPrice { get; init; }
    public BigInteger? MaxFeePerGas { get; init; }
    public BigInteger? MaxPriorityFeePerGas { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }

    public TransactionStatus Status { get; init; }
    public string? StatusReason { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>When it reached its end; the row is forgotten some hours later.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Set before signing, and kept for good: a nonce is never given back.</summary>
    public ulong? Nonce { get; init; }

    /// <summary>The signed bytes that were broadcast last; null until signed.</summary>
    public SignedBytes? Signed { get; init; }

    /// <summary>Every hash that was ever broadcast for this row, oldest first.</summary>
    public IReadOnlyList<string> Hashes { get; init; } = [];

    /// <summary>Whether the payload was replaced by an empty transfer to itself.</summary>
    public bool IsNoop { get; init; }
}

/// <summary>
/// A signed transaction. R and S are 64 hex digits without 0x, raw is 0x-hex. V is the parity 0 or 1, or 27 or 28 in a legacy transaction.
/// </summary>
internal sealed record SignedBytes(string Hash, string Raw, string R, string S, int V)
{
    /// <summary>r, s and v in one string; v is always 27 or 28 here.</summary>
    public string Sig => $"{R}{S}{(V < 27 ? V + 27 : V):x2}";
}
