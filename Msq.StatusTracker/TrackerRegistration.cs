using MassTransit;
using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.StatusTracker.Batching;
using Msq.StatusTracker.Callbacks;
using Msq.StatusTracker.Census;
using Msq.StatusTracker.Chain;
using Msq.StatusTracker.Doubt;
using Msq.StatusTracker.Forwarding;
using Msq.StatusTracker.Gas;
using Msq.StatusTracker.Rebroadcast;
using Msq.StatusTracker.Routing;
using Msq.StatusTracker.Sweep;
using Msq.StatusTracker.Transactions;
using Msq.StatusTracker.Transactions.Steps;
using Msq.Storage.Sagas;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker;

/// <summary>Puts the tracker into a process: the saga, routing, the clock, the chain watcher, callbacks.</summary>
public static class TrackerRegistration
{
    /// <summary>Adds the tracker.</summary>
    public static WebApplicationBuilder AddMsqStatusTracker(this WebApplicationBuilder builder)
    {
        builder.AddMsqProcess();
        var services = builder.Services;
        services.AddSingleton<RoundRobin>().AddSingleton<LeastLoad>().AddSingleton<RelayerBoard>().AddSingleton<WaitingLine>().AddSingleton<ReturnedRelayers>().AddSingleton<GasOffset>().AddSingleton<DueTransactions>();
        services.AddScoped<ChooseRelayer>().AddScoped<OpenAttempt>().AddScoped<RecordOwnership>().AddScoped<AwaitSettle>()
            .AddScoped<WithdrawUnclaimed>().AddScoped<LearnFromReport>().AddScoped<FollowEvidence>().AddScoped<SettleAttempts>().AddScoped<TakeBack>().AddScoped<SettleForward>()
            .AddScoped<FollowReplaced>().AddScoped<WakeReplacement>().AddScoped<FollowCarrier>().AddScoped<WakeCarried>().AddScoped<BatchFormation>();
        services.AddScoped<AbsenceInquiry>();
        services.AddSingleton<ChainReader>().AddSingleton<NonceGaps>().AddSingleton<NextInLine>().AddScoped<ChainLedger>().AddScoped<OwnerJoin>().AddScoped<ChainNews>().AddScoped<OrphanOffer>().AddScoped<ChainWatch>();
        services.AddSingleton<ChainGauges>().AddSingleton<CensusGauges>().AddHostedService<CensusLoop>();
        services.AddHostedService<ChainWatcher>();
        services.AddHostedService<BoardRefresh>();
        services.AddHostedService<SweepLoop>();
        services.AddHostedService<BatchLoop>();
        services.AddSingleton(new HistoryLifetime(builder.Configuration)).AddScoped<KeyExpiry>().AddScoped<HistoryRemoval>();
        services.AddHostedService<RetentionLoop>();
        builder.AddCallbackDelivery();
        services.AddSingleton(new BusPart(Register, Connect));
        return builder;
    }

    private static void Register(IBusRegistrationConfigurator bus)
    {
        bus.AddSagaStateMachine<TransactionStateMachine, Transaction, TransactionSagaDefinition>().MsqRepository();
        bus.AddConsumer<ReadForwardNonceConsumer, ReadForwardNonceDefinition>();
        bus.AddConsumer<EstimateGasConsumer, EstimateGasDefinition>();
        bus.AddConsumer<JudgeAbsenceConsumer, JudgeAbsenceDefinition>();
        bus.AddConsumer<BroadcastAgainConsumer, BroadcastAgainDefinition>();
        bus.AddConsumer<RelayerObservedConsumer, RelayerObservedDefinition>();
    }

    private static void Connect(IBusRegistrationContext context, IReceiveConfigurator bus)
    {
        foreach (var queue in TransactionSagaDefinition.QueueNames)
            bus.ReceiveEndpoint(queue, endpoint => endpoint.ConfigureSaga<Transaction>(context));
    }
}
