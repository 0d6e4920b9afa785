using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Reverts;

namespace Msq.Api.Simulation;

/// <summary>What would come of a transaction on the chain's present state.</summary>
/// <param name="Succeeds">Whether it would do what it should.</param>
/// <param name="From">The relayer's address that it was tried from.</param>
/// <param name="Gas">Units of gas that it would use; null when it fails.</param>
/// <param name="ReturnData">What the call would return, <c>0x</c> hex; null when it fails.</param>
/// <param name="Revert">Why it fails; null when it succeeds.</param>
public sealed record SimulationView(bool Succeeds, string From, ulong? Gas, string? ReturnData, RevertView? Revert);

/// <summary>Why a call would fail.</summary>
/// <param name="Reason">In words.</param>
/// <param name="Error">The name of the contract's error (<c>Error</c>, <c>Panic</c>, or its own); null when it is unknown, or there is none.</param>
/// <param name="Arguments">The arguments of a contract's own error, when its ABI is known.</param>
/// <param name="Data">The revert data, <c>0x</c> hex; null when the node gave none.</param>
public sealed record RevertView(string Reason, string? Error, IReadOnlyList<RevertArgument> Arguments, string? Data)
{
    internal static RevertView Of(RevertDecoder reverts, RpcError error) => reverts.Decode(error.Data) is { } revert
        ? new RevertView(revert.Reason, revert.Error, revert.Arguments, error.Data)
        : new RevertView(error.Message, null, [], error.Data);
}
