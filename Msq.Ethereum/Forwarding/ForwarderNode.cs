using System.Numerics;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Forwarding;

/// <summary>What a node tells of forwarders.</summary>
public static class ForwarderNode
{
    /// <summary>Signers' next nonces, in one request; null where there is no forwarder, or the node does not have the block's state any more.</summary>
    /// <param name="node">The node.</param>
    /// <param name="signers">The signers, each with its forwarder.</param>
    /// <param name="block">The height whose state is read; null = latest.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<IReadOnlyList<ulong?>> GetForwardNoncesAsync(
        this EthereumNode node, IReadOnlyList<(Address Forwarder, Address Signer)> signers, ulong? block, CancellationToken cancellationToken)
    {
        var calls = signers.Select(one => new CallRequest(Address.Zero, one.Forwarder, BigInteger.Zero, ForwarderCalls.Nonces(one.Signer))).ToList();
        return [.. (await node.CallAsync(calls, block, cancellationToken)).Select(Read)];
    }

    // Nonces are counted up from zero: what is above 2^63 is no forwarder's.
    private static ulong? Read(RpcAnswer answer) =>
        answer.Result is { } result && HexConvert.TryToBytes(result.GetString(), out var bytes) && bytes.Length == 32 && ForwarderCalls.ReadNonce(bytes) is var nonce && nonce <= long.MaxValue
            ? (ulong)nonce
            : null;
}
