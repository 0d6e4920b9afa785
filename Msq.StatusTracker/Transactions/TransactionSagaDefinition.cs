using MassTransit;
using Msq.Hosting.Bus;
using Msq.Storage.Sagas;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions;

/// <summary>The saga's endpoint: retry outermost, then what is sent waits for the commit, then the saga.</summary>
internal sealed class TransactionSagaDefinition : SagaDefinition<Transaction>
{
    public TransactionSagaDefinition()
    {
        EndpointName = Queues.Transactions;
        ConcurrentMessageLimit = SagaRepositoryRegistration.MostSteps;
    }

    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<Transaction> sagaConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = SagaRepositoryRegistration.MostSteps * 2;
        endpointConfigurator.AddressedQueue();
        endpointConfigurator.RetryPatiently();
        endpointConfigurator.UseInMemoryOutbox(context);
        sagaConfigurator.UseFilter(new TransactionTrace(context.GetRequiredService<ILogger<TransactionTrace>>()));
    }
}
