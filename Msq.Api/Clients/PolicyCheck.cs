using System.Globalization;
using System.Numerics;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;
using Msq.Hosting.Clients;

namespace Msq.Api.Clients;

/// <summary>Holds what a client submits against its policy. Each refusal names the rule in <c>clients.yaml</c> and the field that broke it.</summary>
internal static class PolicyCheck
{
    /// <summary>Why a client's own call is not sent; null when it is.</summary>
    public static ProblemResult? Refusal(this ClientPolicy policy, DirectRequest request)
    {
        if (policy.Speeds?.Contains(request.Speed) == false)
            return ProblemResult.Policy("policy.speeds", "speed", $"The client may ask for {string.Join(", ", policy.Speeds)}, not for {request.Speed}.");
        return policy.Refusal(
            new Call(Address.Parse(request.To), HexConvert.ToBytes(request.Data), BigInteger.Parse(request.Value, CultureInfo.InvariantCulture), request.GasLimit ?? 0),
            new Fields("to", "data", "value", "gasLimit"));
    }

    /// <summary>Why a user's request is not paid for; null when it is.</summary>
    public static ProblemResult? Refusal(this ApiClient client, ForwardRequest request) =>
        client.Policy.Refusal(
            new Call(request.To, request.Data, request.Value, request.Gas), new Fields("request.to", "request.data", "request.value", "request.gas"))
        ?? client.Gasless.Refusal(request);

    private static ProblemResult? Refusal(this ClientPolicy policy, Call call, Fields fields)
    {
        if (policy.Targets is { } targets && !targets.Allow(call.To, call.Data))
        {
            return targets.Lists(call.To)
                ? ProblemResult.Policy("policy.targets", fields.Data, $"The client may not call this function of {call.To.ToChecksum()}.")
                : ProblemResult.Policy("policy.targets", fields.To, $"The client may not call {call.To.ToChecksum()}.");
        }

        if (call.Value > policy.MaxValue)
            return ProblemResult.Policy("policy.maxValue", fields.Value, $"The client's transactions may carry {policy.MaxValue} wei at most.");
        return policy.MaxGas is { } gas && call.Gas > gas
            ? ProblemResult.Policy("policy.maxGas", fields.Gas, $"The client's transactions may be given {gas} gas at most.")
            : null;
    }

    private static ProblemResult? Refusal(this GaslessPolicy policy, ForwardRequest request)
    {
        if (policy.Targets?.Allow(request.To, request.Data) == false)
            return ProblemResult.Policy(
                ProblemCode.TargetNotAllowed, "gasless.targets", policy.Targets.Lists(request.To) ? "request.data" : "request.to",
                "This client may not have that call made: its target or function is not on the client's list.");
        if (request.Value > policy.MaxValue)
            return ProblemResult.Policy(ProblemCode.ValueNotAllowed, "gasless.maxValue", "request.value", $"This client's requests may carry {policy.MaxValue} wei at most.");
        return request.Gas > policy.MaxGas
            ? ProblemResult.Policy(ProblemCode.GasTooHigh, "gasless.maxGas", "request.gas", $"This client's requests may ask for {policy.MaxGas} gas at most.")
            : null;
    }

    private sealed record Call(Address To, byte[] Data, BigInteger Value, BigInteger Gas);

    private sealed record Fields(string To, string Data, string Value, string Gas);
}
