using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Msq.Storage.Transactions;

namespace Msq.Storage.Sagas;

/// <summary>Puts the transaction saga on Msq's tables.</summary>
public static class SagaRepositoryRegistration
{
    /// <summary>Uses <see cref="TransactionSagaContextFactory"/> for the saga.</summary>
    public static ISagaRegistrationConfigurator<Transaction> MsqRepository(this ISagaRegistrationConfigurator<Transaction> configurator) =>
        configurator.Repository(services =>
        {
            services.TryAddSingleton<StepGroups>();
            services.RegisterSagaRepository<Transaction, MsqDbContext, SagaConsumeContextFactory<MsqDbContext, Transaction>, TransactionSagaContextFactory>();
        });

    /// <summary>How many messages can be at work at a time: what waits for one commit, and what waits for the next.</summary>
    public static int MostSteps => StepGroups.Most * StepGroups.AtOnce * 2;
}
