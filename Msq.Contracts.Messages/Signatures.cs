namespace Msq.Contracts.Messages;

/// <summary>
/// Have a relayer sign a text with its key (EIP-191). Asked by the API of any dispatcher, which answers with <see cref="MessageSigned"/> or <see cref="MessageNotSigned"/>. Nothing is sent to
/// the chain.
/// </summary>
/// <param name="Relayer">The relayer, by its id in the pool file.</param>
/// <param name="Message">The text; its UTF-8 bytes are signed.</param>
public sealed record SignMessage(string Relayer, string Message);

/// <summary>Have a relayer sign typed data that was hashed already (EIP-712). Asked and answered as <see cref="SignMessage"/> is.</summary>
/// <param name="Relayer">The relayer, by its id in the pool file.</param>
/// <param name="DomainSeparator">The hash of the domain: <c>0x</c> and 64 hex digits.</param>
/// <param name="HashStructMessage">The hash of the message: <c>0x</c> and 64 hex digits.</param>
public sealed record SignTypedData(string Relayer, string DomainSeparator, string HashStructMessage);

/// <summary>A relayer has signed.</summary>
/// <param name="Signature">65 bytes: r, s and v (27 or 28); <c>0x</c> hex.</param>
public sealed record MessageSigned(string Signature);

/// <summary>A relayer did not sign.</summary>
/// <param name="Reason">Why, in words.</param>
public sealed record MessageNotSigned(string Reason);
