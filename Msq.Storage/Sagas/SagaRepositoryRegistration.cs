using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Msq.Storage.Commits;
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
            services.TryAddSingleton<SubmissionOrder>();
            services.RegisterSagaRepository<Transaction, MsqDbContext, SagaConsumeContextFactory<MsqDbContext, Transaction>, TransactionSagaContextFactory>();
        });

    /// <summary>How many messages of a queue can be at work at a time: where they share commits, what waits for one and what waits for the next.</summary>
    public static int MostSteps(IServiceProvider services) => services.GetRequiredService<CommitLimits>() is { Most: > 1 } limits ? limits.Most * limits.AtOnce * 2 : CommitLimits.File.AtOnce / 2;
}
