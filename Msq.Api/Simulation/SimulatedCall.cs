using System.Globalization;
using System.Numerics;
using Msq.Api.Relay;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;

namespace Msq.Api.Simulation;

/// <summary>A transaction to be tried.</summary>
/// <param name="Transaction">What a relayer would send.</param>
/// <param name="Request">The user's request that the forwarder executes by it; null for a client's own call.</param>
internal sealed record SimulatedCall(DirectRequest Transaction, ForwardRequest? Request)
{
    /// <summary>The relayer's transaction.</summary>
    public CallRequest Outer(Address relayer) => new(
        relayer, Address.Parse(Transaction.To), BigInteger.Parse(Transaction.Value, CultureInfo.InvariantCulture), Transaction.Data, Transaction.GasLimit);

    /// <summary>
    /// The user's call inside it, as the forwarder makes it (ERC-2771): from its address, the signer appended to the calldata. The forwarder keeps to itself why a call fails.
    /// </summary>
    public CallRequest? Inner => Request is { } request
        ? new CallRequest(
            Address.Parse(Transaction.To), request.To, request.Value, HexConvert.ToHex([.. request.Data, .. request.From.ToBytes()]), (ulong)BigInteger.Min(request.Gas, long.MaxValue),
            IsFunded: true)
        : null;
}
