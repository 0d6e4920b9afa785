using Msq.Api.Facades.Rpc;
using Msq.Api.Facades.Signing;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;

namespace Msq.Api.Facades;

/// <summary>Puts what official clients of other services talk to into the process. It only translates: what they ask for is accepted, queued and followed as anything else is.</summary>
internal static class FacadeRegistration
{
    /// <summary>Adds the facades.</summary>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static void AddFacades(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(new RepeatWindow(builder.Configuration));
        services.AddSingleton(new SiblingReceipts(builder.Configuration));
        services.AddSingleton<RelayerTargets>();
        services.AddScoped<ClientSending>().AddScoped<Replacement>().AddScoped<RepeatGuard>().AddScoped<SignedWait>().AddScoped<SentTransactions>().AddScoped<RelayerFacts>();
        services.AddScoped<RpcDoor>().AddScoped<RpcReads>();
        services.AddScoped<RelayerSignatures>();
        services.AddSingleton(new BusPart(bus =>
        {
            bus.AddRequestClient<SignMessage>(Queues.Address(Queues.Signatures), RelayerSignatures.Patience);
            bus.AddRequestClient<SignTypedData>(Queues.Address(Queues.Signatures), RelayerSignatures.Patience);
        }));
    }
}
