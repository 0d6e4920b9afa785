using System.Numerics;
using System.Text.Json.Serialization;
using Msq.Sdk.Requests;

namespace Msq.Sdk.Defender;

/// <summary>A transaction to be sent.</summary>
public sealed record RelayerTransactionPayload
{
    /// <summary>The target: 0x and 40 hex digits.</summary>
    public string? To { get; init; }

    /// <summary>Wei that go along.</summary>
    [JsonConverter(typeof(WholeNumber))]
    public BigInteger? Value { get; init; }

    /// <summary>Calldata, as 0x and hex digits.</summary>
    public string? Data { get; init; }

    /// <summary>Units of gas; null to have it estimated.</summary>
    public ulong? GasLimit { get; init; }

    /// <summary><c>safeLow</c>, <c>average</c>, <c>fast</c> or <c>fastest</c>.</summary>
    public string? Speed { get; init; }

    /// <summary>When it is not to be sent any more.</summary>
    public DateTimeOffset? ValidUntil { get; init; }
}

/// <summary>A transaction that was sent.</summary>
public sealed record RelayerTransaction
{
    /// <summary>Its id.</summary>
    public required string TransactionId { get; init; }

    /// <summary>Its hash; null until it is signed.</summary>
    public string? Hash { get; init; }

    /// <summary>The target.</summary>
    public string? To { get; init; }

    /// <summary>The relayer's address.</summary>
    public string? From { get; init; }

    /// <summary>Wei that go along.</summary>
    [JsonConverter(typeof(WholeNumber))]
    public BigInteger? Value { get; init; }

    /// <summary>Calldata, as 0x and hex digits.</summary>
    public string? Data { get; init; }

    /// <summary><c>safeLow</c>, <c>average</c>, <c>fast</c> or <c>fastest</c>.</summary>
    public string? Speed { get; init; }

    /// <summary>Units of gas.</summary>
    public ulong GasLimit { get; init; }

    /// <summary>The relayer's nonce; null until it is signed.</summary>
    public ulong? Nonce { get; init; }

    /// <summary><c>pending</c>, <c>sent</c>, <c>submitted</c>, <c>inmempool</c>, <c>mined</c>, <c>confirmed</c>, <c>failed</c> or <c>expired</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The chain (EIP-155).</summary>
    public ulong ChainId { get; init; }

    /// <summary>When it is not to be sent any more.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Wei for a unit of gas, of a transaction before EIP-1559.</summary>
    [JsonConverter(typeof(WholeNumber))]
    public BigInteger? GasPrice { get; init; }

    /// <summary>The most wei for a unit of gas (EIP-1559).</summary>
    [JsonConverter(typeof(WholeNumber))]
    public BigInteger? MaxFeePerGas { get; init; }

    /// <summary>The most of it that goes to the block's proposer (EIP-1559).</summary>
    [JsonConverter(typeof(WholeNumber))]
    public BigInteger? MaxPriorityFeePerGas { get; init; }
}

/// <summary>Which transactions to list; what is null does not count.</summary>
public sealed record ListTransactionsRequest
{
    /// <summary><c>pending</c>, <c>mined</c>, <c>failed</c> or <c>expired</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Accepted at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many at most.</summary>
    public int? Limit { get; init; }

    /// <summary><see cref="RelayerTransactionPage.Next"/> of the page before.</summary>
    public string? Next { get; init; }

    /// <summary><c>asc</c> or <c>desc</c>.</summary>
    public string? Sort { get; init; }
}

/// <summary>A page of transactions.</summary>
/// <param name="Items">The transactions.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
public sealed record RelayerTransactionPage(IReadOnlyList<RelayerTransaction> Items, string? Next);
