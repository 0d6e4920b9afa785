using Msq.Ethereum.Abi;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Forwarding;

/// <summary>A forwarder's word that it executed a request: <c>ExecutedForwardRequest(address indexed signer, uint256 nonce, bool success)</c> (OpenZeppelin Contracts 5.x).</summary>
/// <param name="Signer">Whose request.</param>
/// <param name="Nonce">The signer's nonce, used now.</param>
/// <param name="Succeeded">False when the signer's call reverted.</param>
public sealed record ExecutedRequest(Address Signer, ulong Nonce, bool Succeeded)
{
    private static readonly byte[] Topic = Keccak256.Hash("ExecutedForwardRequest(address,uint256,bool)"u8);

    /// <summary>Those that a forwarder told of in a receipt.</summary>
    public static IEnumerable<ExecutedRequest> Of(TransactionReceipt receipt, Address forwarder)
    {
        foreach (var log in receipt.Logs)
        {
            if (log.Address != forwarder || log.Topics.Count != 2 || !log.Topics[0].AsSpan().SequenceEqual(Topic))
                continue;
            var members = new AbiReader(log.Data);
            yield return new ExecutedRequest(new AbiReader(log.Topics[1]).Address(0), (ulong)members.Number(0), !members.Number(1).IsZero);
        }
    }
}
