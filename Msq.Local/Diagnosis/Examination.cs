using System.Runtime.CompilerServices;
using Msq.Dispatcher;
using Msq.Dispatcher.Probes;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.Hosting.Rpc;
using Msq.Local.CommandLine;
using Msq.Storage;

namespace Msq.Local.Diagnosis;

/// <summary>Looks at everything that an Msq depends on, from this machine and with the settings of a dispatcher. Changes nothing.</summary>
internal static class Examination
{
    /// <summary>What is found, as it is found.</summary>
    public static async IAsyncEnumerable<Finding> TakeAsync(IConfiguration settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var builder = BareProcess.Builder(settings);
        builder.AddMsqDispatcher();
        builder.AddMsqBus();
        await using var process = builder.Build();
        await using var scope = process.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await foreach (var finding in new BrokerDiagnosis(services.GetRequiredService<ErrorQueues>()).FindAsync(cancellationToken))
            yield return finding;
        var database = new DatabaseDiagnosis(services.GetRequiredService<MsqDbContext>());
        await foreach (var finding in database.FindAsync(cancellationToken))
            yield return finding;
        yield return await new RedisDiagnosis(settings).FindAsync();
        var chains = new ChainDiagnosis(services.GetRequiredService<IHttpClientFactory>(), services.GetRequiredService<PoolNodes>());
        var relayers = new RelayerDiagnosis(services.GetRequiredService<RelayerCheckup>(), await database.SignersAsync(cancellationToken));
        foreach (var pool in services.GetRequiredService<PoolFile>().Pools)
        {
            await foreach (var finding in chains.FindAsync(pool, cancellationToken))
                yield return finding;
            foreach (var relayer in pool.Relayers)
            {
                await foreach (var finding in relayers.FindAsync(pool, relayer, cancellationToken))
                    yield return finding;
            }
        }
    }
}
