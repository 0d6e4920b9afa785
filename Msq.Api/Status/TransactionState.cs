using Microsoft.Net.Http.Headers;
using Msq.Storage.Transactions;

namespace Msq.Api.Status;

/// <summary>The little that tells whether a transaction changed, so that waiting is cheap.</summary>
/// <param name="Owner">The client that it belongs to.</param>
/// <param name="Status">One of <see cref="TransactionStatus"/>.</param>
/// <param name="Version">Raised by every write of its row.</param>
/// <param name="Confirmations">Grows with the chain while it is mined, without a write.</param>
internal sealed record TransactionState(string Owner, string Status, int Version, int? Confirmations)
{
    /// <summary>Changes whenever the answer does.</summary>
    public EntityTagHeaderValue Tag { get; } = new(Confirmations is { } depth ? $"\"{Version}-{depth}\"" : $"\"{Version}\"");

    /// <summary>Whether a client that has one of these tags has this state.</summary>
    public bool IsKnownTo(IList<EntityTagHeaderValue> tags) =>
        tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(Tag, useStrongComparison: false));
}
