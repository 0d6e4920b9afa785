using Msq.Hosting.Pools;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Batching;

/// <summary>
/// Which requests may share a transaction. One that carries value goes by itself, since what is left of the value would have to be given back to somebody; one that a contract
/// signed, since the contract is asked at everybody's expense; one that only a certain relayer may send; and one that came back from a batch.
/// </summary>
internal static class BatchMembership
{
    /// <summary>Whether the row may.</summary>
    public static bool MayJoin(Transaction row, BatchRule? rule) =>
        rule is not null && row is { Type: TransactionType.Gasless, SignedByKey: true, Value: "0", Carriages: 0, Attempt: 0, OnlyRelayer: null } && row.ForwardGas <= rule.MaxGas;
}
