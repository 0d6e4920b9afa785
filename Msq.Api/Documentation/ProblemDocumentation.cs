using Msq.Api.Problems;

namespace Msq.Api.Documentation;

internal static class ProblemDocumentation
{
    /// <summary>Documents the statuses of the problems that a route answers with.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder builder, params int[] statuses)
    {
        foreach (var status in statuses)
            builder.Produces<Problem>(status, Problem.MediaType);
        return builder;
    }

    /// <summary>Documents the codes that come on top of those which their statuses have everywhere.</summary>
    /// <param name="builder">The route.</param>
    /// <param name="codes">Of <see cref="ProblemCode"/>, with statuses that the route produces.</param>
    public static RouteHandlerBuilder WithCodes(this RouteHandlerBuilder builder, params string[] codes) => builder.WithMetadata(new OwnCodes(codes));
}

/// <summary>The problem codes that a route answers with beside the usual ones.</summary>
internal sealed record OwnCodes(IReadOnlyList<string> Codes);
