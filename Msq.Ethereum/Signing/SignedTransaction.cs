namespace Msq.Ethereum.Signing;

/// <summary>A transaction as it is broadcast.</summary>
/// <param name="Raw">The signed bytes.</param>
/// <param name="Hash">Their hash: <c>0x</c> and 64 lower-case hex digits.</param>
/// <param name="Signature">The signature in them.</param>
public sealed record SignedTransaction(byte[] Raw, string Hash, Signature Signature);
