using Msq.Dispatcher.OzRelayer;
using Msq.Hosting.Pools;

namespace Msq.Dispatcher.Probes;

/// <summary>Looks at a relayer once, as dispatchers do all the time, for somebody who wants to know what is wrong.</summary>
public sealed class RelayerCheckup
{
    private readonly RelayerLook _look;
    private readonly OzRelayerClient _client;

    internal RelayerCheckup(RelayerLook look, OzRelayerClient client) => (_look, _client) = (look, client);

    /// <summary>Looks at its row and its balance.</summary>
    public Task<Sight> LookAsync(Relayer relayer, Pool pool, CancellationToken cancellationToken) => _look.TakeAsync(relayer, pool.MinBalance, withBalance: true, cancellationToken);

    /// <summary>What its clock says, to the second; null when it does not tell.</summary>
    public async Task<DateTimeOffset?> ClockAsync(Relayer relayer, CancellationToken cancellationToken)
    {
        try
        {
            return (await _client.ListAsync(relayer, 1, 1, cancellationToken)).Clock;
        }
        catch (RelayerUnavailableException)
        {
            return null;
        }
    }
}
