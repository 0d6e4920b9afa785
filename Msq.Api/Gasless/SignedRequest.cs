using Msq.Ethereum.Forwarding;
using Msq.Hosting.Pools;

namespace Msq.Api.Gasless;

/// <summary>A user's request with its signature, well-formed and not looked into yet.</summary>
/// <param name="Request">What was signed.</param>
/// <param name="Signature">The signature as it came.</param>
/// <param name="Pool">The pool that is to send it; it has a forwarder.</param>
/// <param name="Reference">The client's own word, or null.</param>
/// <param name="CallbackUrl">Where the client wants to be told of it besides, or null.</param>
internal sealed record SignedRequest(ForwardRequest Request, byte[] Signature, Pool Pool, string? Reference, string? CallbackUrl);
