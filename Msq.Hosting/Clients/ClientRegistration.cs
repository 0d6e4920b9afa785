using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Msq.Hosting.Callbacks;
using Msq.Hosting.Configuration;
using Msq.Hosting.Pools;

namespace Msq.Hosting.Clients;

/// <summary>Puts the clients into a process that has to do with them.</summary>
public static class ClientRegistration
{
    /// <summary>Adds the <see cref="ClientFile"/>, after <see cref="MsqProcess.AddMsqProcess"/>. Each service that needs it calls it; only the first call counts.</summary>
    /// <exception cref="ConfigurationProblem">The file is wrong.</exception>
    public static WebApplicationBuilder AddClients(this WebApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(ClientFile)))
            return builder;

        var pools = builder.Services.Select(service => service.ImplementationInstance).OfType<PoolFile>().Single();
        builder.AddFile(
            ClientFile.FileName, (folder, variable) => ClientFile.Read(folder, variable, pools, builder.Environment.IsProduction()), (clients, newer, _) => clients.TakeOver(newer));
        builder.Services.AddSingleton<CallbackOutbox>().AddSingleton<CallbackTargets>();
        return builder;
    }
}
