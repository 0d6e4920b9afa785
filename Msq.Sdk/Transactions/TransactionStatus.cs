using System.Text.Json.Serialization;
using Msq.Sdk.Requests;

namespace Msq.Sdk;

/// <summary>Where a transaction stands, in the order of its life. From <see cref="Confirmed"/> on it is over.</summary>
[JsonConverter(typeof(CamelCaseEnum<TransactionStatus>))]
public enum TransactionStatus
{
    /// <summary>Accepted, and waits for a relayer.</summary>
    Queued,

    /// <summary>On its way to a relayer.</summary>
    Dispatching,

    /// <summary>A relayer has it.</summary>
    Submitted,

    /// <summary>In a block. A reorganisation may take it back to <see cref="Submitted"/>.</summary>
    Mined,

    /// <summary>In a block, as deep as its pool asks for. The end that is wanted.</summary>
    Confirmed,

    /// <summary>Over: <see cref="MsqTransaction.Error"/> says why.</summary>
    Failed,

    /// <summary>Over: cancelled before it was executed.</summary>
    Canceled,

    /// <summary>Over: its time passed before it was executed.</summary>
    Expired,
}
