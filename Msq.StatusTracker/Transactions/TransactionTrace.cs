using System.Diagnostics;
using MassTransit;
using Msq.Hosting.Telemetry;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions;

/// <summary>
/// A span for each step of a transaction, in the transaction's own trace. What wakes it may come from elsewhere (the sweep, the watcher, a webhook): that is linked.
/// </summary>
internal sealed class TransactionTrace(ILogger logger) : IFilter<SagaConsumeContext<Transaction>>
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("transactionTrace");

    public async Task Send(SagaConsumeContext<Transaction> context, IPipe<SagaConsumeContext<Transaction>> next)
    {
        var saga = context.Saga;
        using var span = MsqTelemetry.Source.HasListeners() ? Begin(saga) : null;
        using var scope = logger.About(saga.CorrelationId);
        await next.Send(context);
        span?.SetTag("msq.status", saga.Status).SetTag("msq.state", saga.CurrentState).SetTag("msq.attempt", saga.Attempt).SetTag("msq.relayer", saga.Relayer);
    }

    /// <summary>A span for a transaction that carries others: in the trace of the first of them, linked with the others'. Null when none is recorded.</summary>
    public static Activity? Join(IEnumerable<Transaction> carried)
    {
        var traces = carried.Select(Parent).Where(parent => parent != default).ToList();
        return traces.Count == 0 ? null : MsqTelemetry.Source.StartActivity("batch", ActivityKind.Internal, traces[0], links: [.. traces.Skip(1).Select(other => new ActivityLink(other))]);
    }

    private static Activity? Begin(Transaction saga)
    {
        var (parent, current) = (Parent(saga), Activity.Current);
        return parent == default || current?.TraceId == parent.TraceId
            ? MsqTelemetry.Source.StartActivity("transaction")
            : MsqTelemetry.Source.StartActivity("transaction", ActivityKind.Consumer, parent, links: current is { Recorded: true } ? [new ActivityLink(current.Context)] : null);
    }

    private static ActivityContext Parent(Transaction saga) => ActivityContext.TryParse(saga.Traceparent, null, isRemote: true, out var parent) ? parent : default;
}
