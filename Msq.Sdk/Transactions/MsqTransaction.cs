using System.Numerics;
using System.Text.Json.Serialization;
using Msq.Sdk.Requests;

namespace Msq.Sdk;

/// <summary>A transaction as Msq knows it. What is not known yet is null.</summary>
public sealed record MsqTransaction
{
    /// <summary>Its id.</summary>
    public required Guid TransactionId { get; init; }

    /// <summary><c>direct</c>, <c>gasless</c> or <c>batch</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Where it stands.</summary>
    public required TransactionStatus Status { get; init; }

    /// <summary>Its hash on chain; another one after the relayer raised its price.</summary>
    public string? TransactionHash { get; init; }

    /// <summary>The pool that sends it.</summary>
    public required string Pool { get; init; }

    /// <summary>The relayer that sends it.</summary>
    public string? Relayer { get; init; }

    /// <summary>The relayer's address.</summary>
    public string? From { get; init; }

    /// <summary>The target; of a gasless one the forwarder.</summary>
    public required string To { get; init; }

    /// <summary>Wei that go along.</summary>
    [JsonConverter(typeof(WholeNumber))]
    public BigInteger Value { get; init; }

    /// <summary>Calldata, as 0x and hex digits; lists and callbacks leave it out, with the timeline.</summary>
    public string? Data { get; init; }

    /// <summary>Units of gas.</summary>
    public ulong? GasLimit { get; init; }

    /// <summary>How fast it shall be mined.</summary>
    public TransactionSpeed Speed { get; init; }

    /// <summary>The relayer's nonce.</summary>
    public ulong? Nonce { get; init; }

    /// <summary>The block that holds it.</summary>
    public ulong? BlockNumber { get; init; }

    /// <summary>Units of gas that it used.</summary>
    public ulong? GasUsed { get; init; }

    /// <summary>Wei that were paid for a unit of gas.</summary>
    [JsonConverter(typeof(WholeNumber))]
    public BigInteger? EffectiveGasPrice { get; init; }

    /// <summary>Blocks from its own to the newest, both counted.</summary>
    public int? Confirmations { get; init; }

    /// <summary>The client's own word for it.</summary>
    public string? Reference { get; init; }

    /// <summary>What is special to a gasless one.</summary>
    public ForwardedRequest? Forward { get; init; }

    /// <summary>Why nobody can say at the moment what becomes of it.</summary>
    public string? Unresolved { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was confirmed.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>When it is not to be sent any more.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Why it ended otherwise than confirmed.</summary>
    public TransactionError? Error { get; init; }

    /// <summary>What happened, from the first to the last.</summary>
    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>Whether its status will not change any more.</summary>
    public bool IsOver => Status >= TransactionStatus.Confirmed;

    /// <summary>Returns it when it is confirmed.</summary>
    /// <exception cref="MsqTransactionException">It is not.</exception>
    public MsqTransaction EnsureConfirmed() => Status == TransactionStatus.Confirmed ? this : throw new MsqTransactionException(this);
}

/// <summary>What is special to a gasless transaction.</summary>
/// <param name="From">The user who signed.</param>
/// <param name="Nonce">The user's nonce at the forwarder.</param>
/// <param name="WaitsForNonce">The user's nonce that has to be used on chain before it is sent; null when it need not wait.</param>
public sealed record ForwardedRequest(string From, [property: JsonConverter(typeof(WholeNumber))] BigInteger Nonce, [property: JsonConverter(typeof(WholeNumber))] BigInteger? WaitsForNonce);

/// <summary>Why a transaction ended otherwise than confirmed.</summary>
/// <param name="Code">Stable: <c>would_revert</c>, <c>reverted</c>, <c>insufficient_funds</c> and so on.</param>
/// <param name="Message">In words.</param>
/// <param name="RevertReason">The decoded reason of a revert.</param>
public sealed record TransactionError(string Code, string Message, string? RevertReason);

/// <summary>A line of a transaction's timeline.</summary>
/// <param name="At">When.</param>
/// <param name="Status">The status from then on.</param>
/// <param name="Event">What happened.</param>
/// <param name="Detail">More about it.</param>
public sealed record TimelineEntry(DateTimeOffset At, TransactionStatus Status, string Event, string? Detail);
