using Msq.Api.Problems;
using Msq.Ethereum.Forwarding;
using Msq.Hosting.Clients;

namespace Msq.Api.Gasless;

/// <summary>Holds a user's request against what its client's users may have paid.</summary>
internal static class PolicyCheck
{
    /// <summary>Why a request is not paid for; null when it is.</summary>
    public static ProblemResult? Refusal(this GaslessPolicy policy, ForwardRequest request)
    {
        if (!policy.AllowsCall(request))
            return Refused(ProblemCode.TargetNotAllowed, "This client may not have that call made: its target or function is not on the client's list.");
        if (request.Value > policy.MaxValue)
            return Refused(ProblemCode.ValueNotAllowed, $"This client's requests may carry {policy.MaxValue} wei at most.");
        return request.Gas > policy.MaxGas ? Refused(ProblemCode.GasTooHigh, $"This client's requests may ask for {policy.MaxGas} gas at most.") : null;
    }

    private static ProblemResult Refused(string code, string detail) => ProblemResult.Of(StatusCodes.Status403Forbidden, code, detail);
}
