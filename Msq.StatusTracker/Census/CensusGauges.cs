using System.Diagnostics.Metrics;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Census;

/// <summary>
/// Shows the newest census. Every tracker shows the same, so copies are not to be added up. Without a fresh one (the database is away) nothing is shown but its age.
/// </summary>
internal sealed class CensusGauges : IDisposable
{
    private readonly Meter _meter = new(MsqTelemetry.Name);
    private volatile CensusFigures? _figures;
    private long _takenAt;

    public CensusGauges()
    {
        _meter.CreateObservableGauge("msq.census.timestamp", () => Volatile.Read(ref _takenAt), "s", "When everything was counted last (Unix time)");
        OfPools("msq.transactions.open", null, "Transactions that are not over", open => open.Count);
        OfPools("msq.oldest.transaction.created.timestamp", "s", "When the oldest transaction that is not over was accepted (Unix time)", open => Unix(open.Oldest));
        _meter.CreateObservableGauge<double>(
            "msq.oldest.due.timestamp", () => _figures is { } figures ? [new(Unix(figures.OldestDue ?? figures.TakenAt))] : [],
            "s", "The earliest time that has passed and that nobody has come back at, or now (Unix time)");
        OfRelayers("msq.relayer.up", null, "1 when a dispatcher saw it lately and it takes work", relayer => relayer.IsUp ? 1 : 0);
        OfRelayers("msq.relayer.paused", null, "1 when an operator wants it to take no new work", relayer => relayer.IsPaused ? 1 : 0);
        OfRelayers("msq.relayer.gapped", null, "1 when one of its nonces is missing", relayer => relayer.IsGapped ? 1 : 0);
        OfRelayers("msq.relayer.balance", "wei", "What it last said of its balance", relayer => relayer.Balance);
        OfRelayers("msq.relayer.balance.floor", "wei", "With less it gets no work", relayer => relayer.Floor);
        OfRelayers("msq.relayer.inflight", null, "Attempts that it has, may have, or that wait for it", relayer => relayer.Open);
        OfRelayers("msq.relayer.inflight.limit", null, "At so many it takes no more", relayer => relayer.MaxPending);
        OfRelayers("msq.relayer.in.doubt", null, "Attempts that nobody can account for", relayer => relayer.InDoubt);
        OfRelayers("msq.relayer.unresolved", null, "Transactions of which something is not known", relayer => relayer.Unresolved);
        _meter.CreateObservableGauge("msq.relayer.nonce", Nonces, description: "Its next nonce on chain (latest), and the highest that is open (open)");
        OfEndpoints("msq.webhook.pending", null, "Deliveries to clients that wait to be sent", endpoint => endpoint.Pending);
        OfEndpoints("msq.webhook.oldest.pending.timestamp", "s", "When the oldest event that waits to be delivered happened, or now (Unix time)", endpoint => Unix(endpoint.Oldest));
        OfEndpoints("msq.webhook.endpoints.disabled", null, "Addresses that said that they are gone: nothing is sent there", endpoint => endpoint.Disabled);
    }

    /// <summary>Takes a new one; null when none could be taken.</summary>
    public void Show(CensusFigures? figures)
    {
        _figures = figures;
        if (figures is not null)
            Volatile.Write(ref _takenAt, (long)Unix(figures.TakenAt));
    }

    public void Dispose() => _meter.Dispose();

    private static double Unix(DateTime time) => (time - DateTime.UnixEpoch).TotalSeconds;

    private void OfPools(string name, string? unit, string description, Func<OpenCount, double> value) => _meter.CreateObservableGauge(
        name, () => _figures?.Open.Select(open => new Measurement<double>(value(open), new("pool", open.Pool), new("status", open.Status))) ?? [], unit, description);

    private void OfRelayers(string name, string? unit, string description, Func<RelayerFigures, double?> value) => _meter.CreateObservableGauge(
        name, () => _figures?.Relayers.Where(relayer => value(relayer) is not null).Select(relayer => new Measurement<double>(value(relayer)!.Value, Labels(relayer))) ?? [], unit, description);

    private void OfEndpoints(string name, string? unit, string description, Func<EndpointFigures, double> value) => _meter.CreateObservableGauge(
        name, () => _figures?.Endpoints.Select(endpoint => new Measurement<double>(value(endpoint), new("client", endpoint.Client), new("endpoint", endpoint.Endpoint))) ?? [], unit, description);

    private IEnumerable<Measurement<double>> Nonces()
    {
        foreach (var relayer in _figures?.Relayers ?? [])
        {
            if (relayer.NextNonce is { } next)
                yield return new Measurement<double>(next, [.. Labels(relayer), new("kind", "latest")]);
            if (relayer.HighestNonce is { } highest)
                yield return new Measurement<double>(highest, [.. Labels(relayer), new("kind", "open")]);
        }
    }

    private static KeyValuePair<string, object?>[] Labels(RelayerFigures relayer) => [new("pool", relayer.Pool), new("relayer", relayer.Relayer)];
}
