namespace Msq.Contracts.Messages;

/// <summary>
/// Estimate the gas of a transaction whose client gave no limit, from the address of the relayer that will send it. Sent by the saga before
/// it opens the first attempt, consumed by the tracker's estimator in batches. RPC down: no answer, and the sweep asks again.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="From">The sender (lower-case hex).</param>
/// <param name="To">The target (lower-case hex).</param>
/// <param name="Value">Wei, decimal.</param>
/// <param name="Data">Calldata, <c>0x</c> hex.</param>
public sealed record EstimateGas(Guid TransactionId, ulong ChainId, string From, string To, string Value, string Data);

/// <summary>The node's estimate. Estimator to saga.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Gas">Units of gas, as the node said, without margin.</param>
public sealed record GasEstimated(Guid TransactionId, ulong Gas);

/// <summary>The estimate reverted: the transaction would too, so nothing is sent. Estimator to saga.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Reason">The decoded reason, or the node's words.</param>
public sealed record GasEstimateReverted(Guid TransactionId, string Reason);

/// <summary>The sender cannot pay for the transaction. Estimator to saga.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Reason">The node's words.</param>
public sealed record GasEstimateShortOfFunds(Guid TransactionId, string Reason);
