namespace Msq.Api.Relayers;

/// <summary>All pools.</summary>
/// <param name="Pools">In the order of the pool file.</param>
public sealed record PoolsView(IReadOnlyList<PoolView> Pools);

/// <summary>A pool and its relayers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ChainId">Its chain (EIP-155).</param>
/// <param name="Strategy"><c>round-robin</c> or <c>least-load</c>.</param>
/// <param name="Height">How far its chain was read; null when nobody has begun.</param>
/// <param name="Relayers">In the order of the pool file.</param>
/// <param name="Alerts">What OZ Monitor's monitors said of it, each one's last word, the newest first.</param>
public sealed record PoolView(string Name, ulong ChainId, string Strategy, ulong? Height, IReadOnlyList<RelayerView> Relayers, IReadOnlyList<AlertView> Alerts);

/// <summary>What a monitor of OZ Monitor said last.</summary>
/// <param name="Monitor">Its name.</param>
/// <param name="TransactionHash">The transaction that it was about.</param>
/// <param name="From">Who sent that.</param>
/// <param name="Count">How many transactions it was about so far.</param>
/// <param name="ReceivedAt">When it came (UTC).</param>
public sealed record AlertView(string Monitor, string TransactionHash, string From, int Count, DateTime ReceivedAt);

/// <summary>A relayer as operators see it.</summary>
/// <param name="Id">Its id in the pool file.</param>
/// <param name="State">What an operator wants of it: <c>active</c>, <c>paused</c> or <c>draining</c>.</param>
/// <param name="StateReason">Why, in the operator's words.</param>
/// <param name="StateSince">Since when (UTC); null when nobody ever wanted anything.</param>
/// <param name="StateBy">The client and the key that asked for it.</param>
/// <param name="IsDrained">It is draining, and nothing of it is open any more.</param>
/// <param name="Health"><c>healthy</c>, <c>unhealthy</c>, <c>misconfigured</c> (it refuses the key), <c>gapped</c> (a nonce is missing) or <c>unknown</c> (no dispatcher has seen it lately).</param>
/// <param name="Reason">What is wrong, in words.</param>
/// <param name="GappedSince">Since when a nonce is missing (UTC).</param>
/// <param name="Address">Its signer, lower-case hex; null while never seen.</param>
/// <param name="Balance">Wei, decimal, as it last said; null while it never did.</param>
/// <param name="Open">Attempts that it has, or may have, or that wait for it.</param>
/// <param name="Waiting">Of these, how many wait in its queue.</param>
/// <param name="InDoubt">Of these, how many nobody can account for.</param>
/// <param name="MaxPending">At so many open ones it takes no more.</param>
/// <param name="Weight">Its share, beside the other relayers' weights.</param>
/// <param name="ObservedAt">When a dispatcher last saw it (UTC).</param>
public sealed record RelayerView(
    string Id, string State, string? StateReason, DateTime? StateSince, string? StateBy, bool IsDrained, string Health, string? Reason, DateTime? GappedSince,
    string? Address, string? Balance, int Open, int Waiting, int InDoubt, int MaxPending, int Weight, DateTime? ObservedAt);
