using System.Numerics;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.TypedData;
using Msq.Ethereum.Values;
using Msq.Hosting.Pools;
using Msq.Hosting.Preconditions;

namespace Msq.Hosting.Rpc;

/// <summary>The EIP-712 domain of a pool's forwarder, read from the contract itself (EIP-5267) and held against the pool file.</summary>
public static class ForwarderDomain
{
    /// <summary>Reads it.</summary>
    /// <exception cref="PreconditionFailure">There is no such forwarder; the message says what there is.</exception>
    /// <exception cref="RpcUnavailableException">No node answers.</exception>
    public static async Task<TypedDataDomain> ReadAsync(PoolNodes nodes, Pool pool, Address forwarder, CancellationToken cancellationToken)
    {
        var call = new CallRequest(Address.Zero, forwarder, BigInteger.Zero, ForwarderCalls.Eip712Domain);
        var (code, answer) = await nodes.AskAsync(pool, async node =>
            (await node.GetCodeAsync(forwarder, cancellationToken), await node.CallAsync(call, block: null, cancellationToken)));
        if (code.Length == 0)
            throw Failure(pool, $"there is no contract at {forwarder.ToChecksum()} on chain {pool.ChainId}");

        try
        {
            var domain = ForwarderCalls.ReadDomain(HexConvert.ToBytes(answer.Result?.GetString() ?? ""));
            if (domain.VerifyingContract != forwarder)
                throw Failure(pool, $"the contract at {forwarder.ToChecksum()} verifies signatures for {domain.VerifyingContract.ToChecksum()}");
            if (domain.ChainId != pool.ChainId)
                throw Failure(pool, $"the contract at {forwarder.ToChecksum()} verifies signatures for chain {domain.ChainId}, not {pool.ChainId}");
            return domain;
        }
        catch (FormatException)
        {
            throw Failure(pool, $"the contract at {forwarder.ToChecksum()} does not tell its EIP-712 domain (EIP-5267): is it an ERC2771Forwarder?");
        }
    }

    private static PreconditionFailure Failure(Pool pool, string problem) => new($"{PoolFile.FileName}: forwarder of pool '{pool.Name}': {problem}");
}
