using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Census;

/// <summary>How everything stands at one moment.</summary>
/// <param name="TakenAt">When it was counted (UTC, the database's clock).</param>
/// <param name="Open">What is not over, by pool and status.</param>
/// <param name="OldestDue">The earliest time that has passed and that nobody has come back at (UTC); null when none has.</param>
/// <param name="Relayers">Every relayer of the pool file.</param>
/// <param name="Endpoints">Every endpoint of the clients file.</param>
internal sealed record CensusFigures(
    DateTime TakenAt, IReadOnlyList<OpenCount> Open, DateTime? OldestDue, IReadOnlyList<RelayerFigures> Relayers, IReadOnlyList<EndpointFigures> Endpoints);

/// <summary>One relayer.</summary>
/// <param name="Pool">Its pool.</param>
/// <param name="Relayer">Its id.</param>
/// <param name="IsUp">A dispatcher saw it lately, and it takes work.</param>
/// <param name="IsPaused">An operator wants it to take no new work.</param>
/// <param name="IsGapped">One of its nonces is missing.</param>
/// <param name="Balance">Wei; null while unknown.</param>
/// <param name="Floor">Wei below which it gets no work.</param>
/// <param name="Open">Attempts that it has, may have, or that wait for it.</param>
/// <param name="MaxPending">At so many it takes no more.</param>
/// <param name="InDoubt">Of these, how many nobody can account for.</param>
/// <param name="Unresolved">Of these, how many say what is not known of them.</param>
/// <param name="HighestNonce">The highest nonce of what is open; null when none is known.</param>
/// <param name="NextNonce">The next one on chain; null while this process has not asked.</param>
internal sealed record RelayerFigures(
    string Pool, string Relayer, bool IsUp, bool IsPaused, bool IsGapped, double? Balance, double Floor, int Open, int MaxPending, int InDoubt, int Unresolved,
    ulong? HighestNonce, ulong? NextNonce);

/// <summary>One endpoint that a client is told at.</summary>
/// <param name="Client">Whose it is.</param>
/// <param name="Endpoint">Its name.</param>
/// <param name="Pending">Deliveries that wait to be sent.</param>
/// <param name="Oldest">When the oldest of these events happened (UTC); the time of the census when none waits.</param>
/// <param name="Disabled">Addresses of it that said that they are gone.</param>
internal sealed record EndpointFigures(string Client, string Endpoint, int Pending, DateTime Oldest, int Disabled);
