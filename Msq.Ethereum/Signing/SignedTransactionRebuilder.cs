using System.Numerics;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Signing;

/// <summary>The pieces of a signed transaction, as relayers and blocks report them.</summary>
/// <param name="ChainId">EIP-155.</param>
/// <param name="Nonce">The sender's nonce.</param>
/// <param name="MaxPriorityFeePerGas">Wei per gas, for type 2.</param>
/// <param name="MaxFeePerGas">Wei per gas, for type 2.</param>
/// <param name="GasPrice">Wei per gas, for those of before EIP-2718. Blocks give it for type 2 as well, where it is what was paid.</param>
/// <param name="GasLimit">Units of gas.</param>
/// <param name="To">The target; null creates a contract.</param>
/// <param name="Value">Wei.</param>
/// <param name="Data">Calldata.</param>
/// <param name="R">The signature's r.</param>
/// <param name="S">The signature's s.</param>
/// <param name="V">The parity: 0 or 1, 27 or 28, or with the chain in it (EIP-155).</param>
public sealed record SignedFields(
    ulong ChainId,
    ulong Nonce,
    BigInteger? MaxPriorityFeePerGas,
    BigInteger? MaxFeePerGas,
    BigInteger? GasPrice,
    ulong GasLimit,
    Address? To,
    BigInteger Value,
    byte[] Data,
    BigInteger R,
    BigInteger S,
    BigInteger V);

/// <summary>Puts signed bytes together again from their pieces.</summary>
public static class SignedTransactionRebuilder
{
    /// <summary>
    /// Rebuilds the bytes. Reports leave out the type, and rows may have been rewritten since they were signed, so the hash has the last word: only bytes that
    /// hash to it are the ones that were signed.
    /// </summary>
    /// <param name="fields">The pieces.</param>
    /// <param name="hash">The hash that was reported with them, lower-case <c>0x</c> hex.</param>
    /// <returns>The transaction; null when these pieces do not make it.</returns>
    public static SignedTransaction? Rebuild(SignedFields fields, string hash) =>
        RecoveryId(fields) is { } recoveryId
            ? Candidates(fields, new Signature(fields.R, fields.S, recoveryId)).FirstOrDefault(candidate => candidate.Hash == hash)
            : null;

    private static IEnumerable<SignedTransaction> Candidates(SignedFields fields, Signature signature)
    {
        var (chainId, nonce, priorityFee, maxFee, gasPrice, gasLimit, to, value, data, _, _, _) = fields;
        if (priorityFee is not null && maxFee is not null)
            yield return new Eip1559Transaction(chainId, nonce, priorityFee.Value, maxFee.Value, gasLimit, to, value, data).WithSignature(signature);
        if (gasPrice is not null)
            yield return new LegacyTransaction(chainId, nonce, gasPrice.Value, gasLimit, to, value, data).WithSignature(signature);
    }

    private static byte? RecoveryId(SignedFields fields)
    {
        var withChain = fields.V - LegacyTransaction.LowestV - (new BigInteger(fields.ChainId) * 2);
        if (withChain.IsZero || withChain.IsOne)
            return (byte)withChain;
        var parity = fields.V >= 27 ? fields.V - 27 : fields.V;
        return parity.IsZero || parity.IsOne ? (byte)parity : null;
    }
}
