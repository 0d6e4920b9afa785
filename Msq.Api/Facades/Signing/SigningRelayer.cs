using Msq.Api.Problems;
using Msq.Hosting.Clients;

namespace Msq.Api.Facades.Signing;

/// <summary>Which relayer signs for a client: only one that the client is mapped to, since a signature is worth something only from a certain key.</summary>
internal static class SigningRelayer
{
    /// <summary>The relayer's id in the pool file; null, and a problem, when the client is mapped to none.</summary>
    public static string? Of(ApiClient client, out ProblemResult? problem)
    {
        problem = client.Relayer is null
            ? ProblemResult.Of(StatusCodes.Status403Forbidden, ProblemCode.NoRelayer, $"The client '{client.Name}' is not mapped to one relayer, so nothing is signed for it (relayer in clients.yaml).")
            : null;
        return client.Relayer;
    }
}
