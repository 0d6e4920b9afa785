using Msq.Api.Relayers;
using Msq.Hosting.Bus;
using Msq.Storage.Transactions;

namespace Msq.Api.Operations;

/// <summary>How everything stands at one moment.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="AcceptedPerSecond">Transactions that were accepted, on average of the last ten seconds.</param>
/// <param name="Open">What is not over, by pool and status.</param>
/// <param name="Unresolved">How many transactions do not move (see the list of the unresolved ones).</param>
/// <param name="Pools">The pools and their relayers.</param>
/// <param name="ErrorQueues">The error queues that there are; null while the broker does not answer.</param>
public sealed record OperationsView(
    DateTime At, double AcceptedPerSecond, IReadOnlyList<OpenCount> Open, int Unresolved, IReadOnlyList<PoolView> Pools, IReadOnlyList<ErrorQueueCount>? ErrorQueues);

/// <summary>The database does not answer.</summary>
/// <param name="At">When it did not (UTC).</param>
public sealed record OperationsAway(DateTime At);
