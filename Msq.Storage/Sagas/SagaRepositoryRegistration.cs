using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Msq.Storage.Transactions;

namespace Msq.Storage.Sagas;

/// <summary>Puts the transaction saga on Msq's tables.</summary>
public static class SagaRepositoryRegistration
{
    /// <summary>Uses <see cref="TransactionSagaContextFactory"/> for the saga.</summary>
    public static ISagaRegistrationConfigurator<Transaction> MsqRepository(this ISagaRegistrationConfigurator<Transaction> configurator) =>
        configurator.Repository(services => services.RegisterSagaRepository<Transaction, MsqDbContext,
            SagaConsumeContextFactory<MsqDbContext, Transaction>, TransactionSagaContextFactory>());
}
