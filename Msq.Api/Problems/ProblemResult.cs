using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using Msq.Api.Simulation;

namespace Msq.Api.Problems;

/// <summary>Answers with a problem, whatever the client accepts: an error nobody can read helps nobody.</summary>
public sealed class ProblemResult(Problem problem) : IResult
{
    /// <summary>The problem.</summary>
    public Problem Problem => problem;

    private const string RetrySeconds = "2";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A problem with a code and words of its own.</summary>
    public static ProblemResult Of(int status, string code, string? detail) =>
        new(new Problem(ReasonPhrases.GetReasonPhrase(status), status, code, detail));

    /// <summary>The problem that a bare status stands for.</summary>
    public static ProblemResult Of(int status, string? detail = null) => Of(status, ProblemCode.Of(status), detail);

    /// <summary>400 with everything that is wrong, by field.</summary>
    public static ProblemResult Validation(IReadOnlyDictionary<string, IReadOnlyList<string>> errors) =>
        new(new Problem("The request is not valid", StatusCodes.Status400BadRequest, ProblemCode.Validation, "See errors; nothing was accepted.", errors));

    /// <summary>400 with the one thing that is wrong.</summary>
    public static ProblemResult Validation(string field, string problem) =>
        Validation(new Dictionary<string, IReadOnlyList<string>> { [field] = [problem] });

    /// <summary>422 for a call that would fail, with the reason.</summary>
    public static ProblemResult WouldRevert(RevertView revert) => new(new Problem(
        ReasonPhrases.GetReasonPhrase(StatusCodes.Status422UnprocessableEntity), StatusCodes.Status422UnprocessableEntity, ProblemCode.WouldRevert,
        $"The call would revert: {revert.Reason}", Revert: revert));

    /// <summary>403: the client's policy does not allow it.</summary>
    public static ProblemResult Policy(string rule, string field, string detail) => Policy(ProblemCode.Policy, rule, field, detail);

    /// <summary>403 with a code of its own: the client's policy does not allow it.</summary>
    public static ProblemResult Policy(string code, string rule, string field, string detail) => new(new Problem(
        ReasonPhrases.GetReasonPhrase(StatusCodes.Status403Forbidden), StatusCodes.Status403Forbidden, code, detail, Rule: rule, Field: field));

    /// <summary>503: nothing was accepted.</summary>
    public static ProblemResult Unavailable { get; } = Of(
        StatusCodes.Status503ServiceUnavailable, "The service cannot take it now. Try again, with the same Idempotency-Key if there was one.");

    /// <summary>404 for a transaction that does not exist, or is not the client's.</summary>
    public static ProblemResult NoSuchTransaction { get; } = Of(StatusCodes.Status404NotFound, "There is no such transaction.");

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = RetrySeconds;
        // RFC 9110 wants a challenge with every 401.
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer realm=\"msq\"";
        return response.WriteAsJsonAsync(problem, Json, Problem.MediaType, httpContext.RequestAborted);
    }
}
