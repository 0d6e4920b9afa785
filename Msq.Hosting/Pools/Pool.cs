using System.Numerics;
using Msq.Ethereum.Values;

namespace Msq.Hosting.Pools;

/// <summary>The relayers of one chain, and how transactions are sent and followed there.</summary>
/// <param name="Name">Unique; clients name it in <c>pool</c>.</param>
/// <param name="ChainId">EIP-155.</param>
/// <param name="RpcUrls">Nodes of the chain, in order of preference.</param>
/// <param name="Confirmations">Blocks including its own until an end from the chain counts; 1 = as soon as it is mined.</param>
/// <param name="Settle">How long after a claim without an outcome an attempt is looked for at its relayer.</param>
/// <param name="Validity">For how long an attempt may be taken when the client gave no <c>validUntil</c>.</param>
/// <param name="Retention">For how long the relayers keep a row at least: their <c>TRANSACTION_EXPIRATION_HOURS</c>.</param>
/// <param name="Forwarder">The ERC-2771 forwarder; null where no gasless requests are taken.</param>
/// <param name="MaxAhead">How far beyond a signer's nonce on chain its requests are taken.</param>
/// <param name="DeadlineMargin">How long a gasless request must be valid still to be taken.</param>
/// <param name="Strategy">How a relayer is chosen.</param>
/// <param name="MinBalance">Wei below which a relayer gets no work; null = only its own floor counts.</param>
/// <param name="StallAfter">How long a relayer's nonce on chain may stand still while it has work open.</param>
/// <param name="Batch">How gasless requests share transactions; null where each has its own.</param>
/// <param name="Relayers">At least one.</param>
public sealed record Pool(
    string Name,
    ulong ChainId,
    IReadOnlyList<Uri> RpcUrls,
    int Confirmations,
    TimeSpan Settle,
    TimeSpan Validity,
    TimeSpan Retention,
    Address? Forwarder,
    int MaxAhead,
    TimeSpan DeadlineMargin,
    Strategy Strategy,
    BigInteger? MinBalance,
    TimeSpan StallAfter,
    BatchRule? Batch,
    IReadOnlyList<Relayer> Relayers);

/// <summary>How several users' requests are put into one transaction (<c>executeBatch</c> of the forwarder).</summary>
/// <param name="MaxRequests">How many at most.</param>
/// <param name="MaxWait">How long the first one waits for others.</param>
/// <param name="MaxGas">Units of gas that the requests in one transaction ask for together at most.</param>
public sealed record BatchRule(int MaxRequests, TimeSpan MaxWait, ulong MaxGas);

/// <summary>One OpenZeppelin Relayer of a pool.</summary>
/// <param name="Id">Unique over all pools; its queue has this very name.</param>
/// <param name="Url">The relayer's base URL, without <c>/api/v1</c>.</param>
/// <param name="RelayerId">The id inside that OZ Relayer.</param>
/// <param name="ApiKey">Its bearer key. Never logged.</param>
/// <param name="Consumers">Concurrent POSTs per dispatcher process.</param>
/// <param name="MaxPending">Open attempts at which it takes no more.</param>
/// <param name="Weight">Its share of the work, beside the other relayers' weights.</param>
public sealed record Relayer(string Id, Uri Url, string RelayerId, string ApiKey, int Consumers, int MaxPending, int Weight)
{
    /// <summary>Without the key.</summary>
    public override string ToString() => Id;
}
