using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Api.RateLimits;

namespace Msq.Api.Documentation;

/// <summary>Gives every answer of every route its description, its headers and an example.</summary>
internal static class AnswerDocumentation
{
    private static readonly Dictionary<string, string> Descriptions = new()
    {
        ["204"] = "It is over, and there is nothing left to tell.",
        ["304"] = "Nothing has changed since the answer that If-None-Match names.",
        ["400"] = "The request is not valid; nothing was accepted.",
        ["401"] = "There is no API key, or nobody has it.",
        ["403"] = "The API key was revoked or has expired, or the client may not do this.",
        ["404"] = "There is no such thing, or it is another client's.",
        ["409"] = "What is there already stands in the way.",
        ["413"] = "The body is too long.",
        ["415"] = "The body is no JSON in UTF-8, by its Content-Type.",
        ["422"] = "It is well-formed, and cannot be done.",
        ["429"] = "Too much at once; nothing was accepted.",
        ["500"] = "The service failed.",
        ["503"] = "The service cannot do it now; nothing was accepted. Try again.",
    };

    // A status alone does not say what it means there: such a route names its codes.
    private static readonly HashSet<string> Ambiguous = ["409", "422"];

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var json = context.ApplicationServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var own = context.Description.ActionDescriptor.EndpointMetadata.OfType<OwnCodes>().SelectMany(codes => codes.Codes).ToList();
        var needsKey = context.Description.ActionDescriptor.EndpointMetadata.OfType<NeedsKey>().Any();
        foreach (var (status, response) in operation.Responses?.Select(entry => (entry.Key, (OpenApiResponse)entry.Value)) ?? [])
        {
            response.Description = Descriptions.GetValueOrDefault(status, response.Description ?? "");
            foreach (var (name, header) in Headers(status, needsKey))
                (response.Headers ??= new Dictionary<string, IOpenApiHeader>()).TryAdd(name, header);
            if (response.Content is { } contents && contents.TryGetValue(Problem.MediaType, out var problem))
                problem.Examples = Codes(operation, status, own).ToDictionary(code => code, IOpenApiExample (code) => new OpenApiExampleReference(code, context.Document));
        }

        foreach (var answer in context.Description.SupportedResponseTypes.Where(answer => answer.Type is not null))
        {
            if (Samples.Of(answer.Type!) is not { } sample)
                continue;
            foreach (var content in operation.Responses![answer.StatusCode.ToString(CultureInfo.InvariantCulture)].Content?.Values ?? [])
                content.Example ??= JsonSerializer.SerializeToNode(sample, json);
        }

        return Task.CompletedTask;
    }

    /// <summary>Puts the examples of problems where the routes refer to them.</summary>
    public static void AddProblems(OpenApiComponents components)
    {
        components.Examples ??= new Dictionary<string, IOpenApiExample>();
        // A wrong method is no operation's answer.
        foreach (var (code, problem) in ProblemExamples.All.Where(entry => entry.Key != ProblemCode.MethodNotAllowed))
            components.Examples[code] = new OpenApiExample { Value = JsonSerializer.SerializeToNode(problem, ProblemResult.Json) };
    }

    private static IEnumerable<string> Codes(OpenApiOperation operation, string status, IReadOnlyList<string> own)
    {
        var usual = status switch
        {
            // Who reads a body says that it can be too long.
            "400" => operation.Responses!.ContainsKey("413") ? [ProblemCode.Validation, ProblemCode.MalformedJson, ProblemCode.BadRequest] : [ProblemCode.Validation],
            _ when Ambiguous.Contains(status) => [],
            _ => new[] { ProblemCode.Of(int.Parse(status, CultureInfo.InvariantCulture)) },
        };
        return usual.Concat(own.Where(code => $"{ProblemExamples.All[code].Status}" == status)).Distinct();
    }

    private static IEnumerable<(string Name, OpenApiHeader Header)> Headers(string status, bool needsKey)
    {
        if (status == "401")
            yield return ("WWW-Authenticate", Schemas.Header("The challenge (RFC 9110).", "Bearer realm=\"msq\""));
        if (status is "429" or "503")
            yield return ("Retry-After", Schemas.Header("Seconds until another try makes sense.", "2"));
        if (!needsKey || (status[0] != '2' && status != "429"))
            yield break;
        yield return (RateLimitHeaders.Policy, Schemas.Header("How much the client may ask for, when it has a limit.", "\"client\";q=100;w=1"));
        yield return (RateLimitHeaders.Standing, Schemas.Header("How much of that is left, and in how many seconds there is more.", "\"client\";r=99;t=1"));
    }
}
