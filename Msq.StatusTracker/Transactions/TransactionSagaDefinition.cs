using MassTransit;
using Msq.Hosting.Bus;
using Msq.Storage.Sagas;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions;

/// <summary>The saga's endpoints: retry outermost, then what is sent waits for the commit, then the saga.</summary>
internal sealed class TransactionSagaDefinition : SagaDefinition<Transaction>
{
    /// <summary>Its queues.</summary>
    public static IReadOnlyList<string> QueueNames { get; } = [Queues.Submissions, Queues.Transactions];

    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<Transaction> sagaConfigurator, IRegistrationContext context)
    {
        var most = SagaRepositoryRegistration.MostSteps(context);
        endpointConfigurator.ConcurrentMessageLimit = most;
        endpointConfigurator.PrefetchCount = most * 2;
        endpointConfigurator.AddressedQueue();
        endpointConfigurator.RetryPatiently();
        endpointConfigurator.UseInMemoryOutbox(context);
        sagaConfigurator.UseFilter(new TransactionTrace(context.GetRequiredService<ILogger<TransactionTrace>>()));
    }
}
