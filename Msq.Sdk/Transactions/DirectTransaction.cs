using System.Numerics;
using System.Text.Json.Serialization;
using Msq.Sdk.Requests;

namespace Msq.Sdk;

/// <summary>A transaction that a relayer sends as it is, from its own address.</summary>
/// <param name="To">The target: 0x and 40 hex digits.</param>
public sealed record DirectTransaction(string To)
{
    /// <summary>Calldata, as 0x and hex digits; null for none.</summary>
    public string? Data { get; init; }

    /// <summary>Wei that go along; the relayer pays them.</summary>
    [JsonConverter(typeof(WholeNumber))]
    public BigInteger Value { get; init; }

    /// <summary>Units of gas; null to have it estimated.</summary>
    public ulong? GasLimit { get; init; }

    /// <summary>How fast it shall be mined; null for <see cref="TransactionSpeed.Average"/>.</summary>
    public TransactionSpeed? Speed { get; init; }

    /// <summary>When it is not to be sent any more; null for the pool's own window.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The pool; null for the client's first one.</summary>
    public string? Pool { get; init; }

    /// <summary>A word of one's own to find it by.</summary>
    public string? Reference { get; init; }

    /// <summary>Where to tell of it, at a host that the client's entry allows, besides the client's own endpoints; null for nowhere.</summary>
    public Uri? CallbackUrl { get; init; }
}

/// <summary>How much a relayer offers to be mined soon.</summary>
[JsonConverter(typeof(CamelCaseEnum<TransactionSpeed>))]
public enum TransactionSpeed
{
    /// <summary>The cheapest.</summary>
    SafeLow,

    /// <summary>As most do.</summary>
    Average,

    /// <summary>More than most.</summary>
    Fast,

    /// <summary>The most.</summary>
    Fastest,
}

/// <summary>A submission was committed: it will be sent exactly once.</summary>
/// <param name="TransactionId">Its id.</param>
/// <param name="Status">How it began; the same when the submission is repeated.</param>
/// <param name="CreatedAt">When it was committed.</param>
public sealed record AcceptedTransaction(Guid TransactionId, TransactionStatus Status, DateTimeOffset CreatedAt);
