using System.Text.Json;
using System.Text.Unicode;
using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;

namespace Msq.Api.Relay;

/// <summary>Where transactions are submitted.</summary>
internal static class RelayRoutes
{
    private const int LongestBody = 256 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    public static void MapRelay(this IEndpointRouteBuilder routes) => routes.MapPost("/relay/direct", SubmitDirectAsync)
        .RequireScope(Scope.Submit)
        .AddEndpointFilter(new Intake())
        .WithName("SubmitDirect")
        .WithTags("Relay")
        .WithSummary("Submit a transaction")
        .WithDescription("Answers 202 once the transaction is committed; it is then sent exactly once. Send an Idempotency-Key to be able to repeat the call.")
        .Produces<AcceptedTransaction>(StatusCodes.Status202Accepted)
        .ProducesProblems(400, 401, 403, 413, 415, 422, 500, 503)
        .AddOpenApiOperationTransformer(DirectRequestDocumentation.DescribeAsync);

    private static async Task<IResult> SubmitDirectAsync(
        HttpContext context, DirectRequestReader reader, Acceptance acceptance, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!RequestBody.IsJson(context.Request))
            return ProblemResult.Of(StatusCodes.Status415UnsupportedMediaType, "Send Content-Type: application/json, in UTF-8.");

        var body = await RequestBody.ReadAsync(context.Request, LongestBody, cancellationToken);
        var client = context.Client();
        DirectRequest request;
        FieldReader fields;
        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !Utf8.IsValid(body.Span))
                return Malformed("The body must be a JSON object in UTF-8.");
            request = reader.Read(json.RootElement, client, out fields);
        }
        catch (JsonException exception)
        {
            return Malformed($"The body is no JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }

        if (!IdempotencyKey.TryRead(context.Request, out var key))
            fields.Wrong(IdempotencyKey.Header, "must be given once, as 1 to 255 visible ASCII characters");
        if (request.ValidUntil <= time.GetUtcNow() && !(fields.IsValid && key is not null && await acceptance.KnowsAsync(client, key, cancellationToken)))
            fields.Wrong("validUntil", "must be in the future");
        if (!fields.IsValid)
            return ProblemResult.Validation(fields.Errors);

        if (await acceptance.AcceptAsync(client, request, key, cancellationToken) is not { } accepted)
            return ProblemResult.Of(
                StatusCodes.Status422UnprocessableEntity, ProblemCode.IdempotencyKeyReused, "This Idempotency-Key was used for another request.");
        if (accepted.Replayed)
            context.Response.Headers["Idempotency-Replayed"] = "true";
        context.Response.Headers.RetryAfter = "1";
        var row = accepted.Transaction;
        return TypedResults.Accepted($"/api/v1/relay/status/{row.CorrelationId}", AcceptedTransaction.Of(row));
    }

    private static ProblemResult Malformed(string detail) => ProblemResult.Of(StatusCodes.Status400BadRequest, ProblemCode.MalformedJson, detail);
}
