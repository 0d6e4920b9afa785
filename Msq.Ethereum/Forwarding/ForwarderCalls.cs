using System.Numerics;
using Msq.Ethereum.Abi;
using Msq.Ethereum.Hex;
using Msq.Ethereum.TypedData;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Forwarding;

/// <summary>Calldata and answers of OpenZeppelin's <c>ERC2771Forwarder</c> (Contracts 5.x), and of wallets that are contracts (EIP-1271).</summary>
public static class ForwarderCalls
{
    private const int DomainFieldsOfForwarders = 0x0f; // EIP-5267: name, version, chainId and verifyingContract, no salt.

    private static readonly byte[] ExecuteSelector = AbiEncoder.Selector("execute((address,address,uint256,uint256,uint48,bytes,bytes))");
    private static readonly byte[] ExecuteBatchSelector = AbiEncoder.Selector("executeBatch((address,address,uint256,uint256,uint48,bytes,bytes)[],address)");
    private static readonly byte[] NoncesSelector = AbiEncoder.Selector("nonces(address)");
    private static readonly byte[] IsValidSignatureSelector = AbiEncoder.Selector("isValidSignature(bytes32,bytes)");

    /// <summary>The forwarder's error when a signature, or its nonce, does not fit.</summary>
    internal const string InvalidSigner = "ERC2771ForwarderInvalidSigner(address signer,address from)";

    /// <summary>Calldata of <c>eip712Domain()</c> (EIP-5267).</summary>
    public static string Eip712Domain { get; } = HexConvert.ToHex(AbiEncoder.Selector("eip712Domain()"));

    /// <summary>Calldata of <c>execute</c>.</summary>
    public static string Execute(ForwardRequest request, byte[] signature) => Call(ExecuteSelector, new AbiTuple(
        request.From, request.To, request.Value, request.Gas, new BigInteger(request.Deadline), request.Data, signature));

    /// <summary>
    /// Calldata of <c>executeBatch</c>, for requests without value. It gets an address for refunds, which there are none of: without one the forwarder lets a single bad
    /// request revert them all.
    /// </summary>
    /// <param name="executes">The calldata of <c>execute</c> for each of them.</param>
    /// <param name="refundReceiver">Not the zero address.</param>
    public static string ExecuteBatch(IEnumerable<string> executes, Address refundReceiver)
    {
        // After the selector stands the offset of the one argument, then the argument.
        var requests = executes.Select(execute => (object)new Encoded(HexConvert.ToBytes(execute)[(4 + 32)..]));
        return Call(ExecuteBatchSelector, new AbiArray([.. requests]), refundReceiver);
    }

    /// <summary>Calldata of <c>nonces</c>.</summary>
    public static string Nonces(Address signer) => Call(NoncesSelector, signer);

    /// <summary>Calldata of EIP-1271's <c>isValidSignature</c>.</summary>
    public static string IsValidSignature(byte[] digest, byte[] signature) => Call(IsValidSignatureSelector, new Word(digest), signature);

    /// <summary>Whether the answer to <see cref="IsValidSignature"/> says yes: the function's own selector.</summary>
    public static bool SaysValid(byte[] answer) => answer.Length >= 32 && answer.AsSpan(0, 4).SequenceEqual(IsValidSignatureSelector);

    /// <summary>Whether a reason, as <see cref="Reverts.RevertDecoder"/> words it, is that a signature, or its nonce, does not fit.</summary>
    public static bool IsInvalidSigner(string? reason) => reason?.StartsWith(InvalidSigner.AsSpan(0, InvalidSigner.IndexOf('(') + 1)) == true;

    /// <summary>Reads the answer to <see cref="Nonces"/>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static BigInteger ReadNonce(byte[] answer) => new AbiReader(answer).Number(0);

    /// <summary>Reads the answer to <see cref="Eip712Domain"/>.</summary>
    /// <exception cref="FormatException">It is none, or has other members than a forwarder's.</exception>
    public static TypedDataDomain ReadDomain(byte[] answer)
    {
        var reader = new AbiReader(answer);
        // bytes1 stands at the word's left end.
        if (answer.Length < 7 * 32 || answer[0] != DomainFieldsOfForwarders || reader.Number(3) > long.MaxValue)
            throw new FormatException("It is no domain of a forwarder.");
        return new TypedDataDomain(reader.Text(1), reader.Text(2), (ulong)reader.Number(3), reader.Address(4));
    }

    private static string Call(byte[] selector, params IReadOnlyList<object> arguments) => HexConvert.ToHex([.. selector, .. AbiEncoder.Encode(arguments)]);
}
