using Msq.Api.Problems;

namespace Msq.Api.Documentation;

internal static class ProblemDocumentation
{
    /// <summary>Documents the problems that a route answers with.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder builder, params int[] statuses)
    {
        foreach (var status in statuses)
            builder.Produces<Problem>(status, Problem.MediaType);
        return builder;
    }
}
