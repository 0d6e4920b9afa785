using System.Numerics;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Signing;
using Msq.Ethereum.TypedData;
using Msq.Ethereum.Values;

namespace Msq.Api.Gasless;

/// <summary>Whether a request was signed by whom it says: by a key, found out here, or by a contract (EIP-1271), which is asked.</summary>
internal sealed class SignatureCheck(RequestNodes nodes)
{
    /// <summary>Checks a signature.</summary>
    /// <returns>The signature as the forwarder takes it; null when it is not the signer's.</returns>
    /// <exception cref="RpcUnavailableException">It takes a node to say, and none answers.</exception>
    public async Task<GoodSignature?> CheckAsync(SignedRequest signed, TypedDataDomain domain, CancellationToken cancellationToken)
    {
        var digest = signed.Request.Digest(domain);
        if (Signature.Read(signed.Signature) is { } signature && Recover(digest, signature) == signed.Request.From)
            return new GoodSignature(signature.To65Bytes(), ByKey: true);
        return await IsContractsAsync(signed, digest, cancellationToken) ? new GoodSignature(signed.Signature, ByKey: false) : null;
    }

    private static Address? Recover(byte[] digest, Signature signature)
    {
        try
        {
            return EthereumKey.Recover(digest, signature);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private async Task<bool> IsContractsAsync(SignedRequest signed, byte[] digest, CancellationToken cancellationToken)
    {
        var from = signed.Request.From;
        var call = new CallRequest(signed.Pool.Forwarder!.Value, from, BigInteger.Zero, ForwarderCalls.IsValidSignature(digest, signed.Signature));
        return await nodes.AskAsync(signed.Pool, async node =>
            (await node.GetCodeAsync(from, cancellationToken)).Length > 0
            && (await node.CallAsync(call, block: null, cancellationToken)).Result is { } answer
            && HexConvert.TryToBytes(answer.GetString(), out var bytes)
            && ForwarderCalls.SaysValid(bytes));
    }
}

/// <summary>A signature that is its signer's.</summary>
/// <param name="Bytes">As the forwarder takes it: a key's in 65 bytes, a contract's as it is.</param>
/// <param name="ByKey">Whether a key made it; otherwise the contract at the signer's address says that it is good.</param>
internal sealed record GoodSignature(byte[] Bytes, bool ByKey);
