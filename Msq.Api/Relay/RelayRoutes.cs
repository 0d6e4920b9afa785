using System.Text.Json;
using Msq.Api.Clients;
using Msq.Api.Problems;

namespace Msq.Api.Relay;

/// <summary>Where transactions are submitted.</summary>
internal static class RelayRoutes
{
    private const int LargestBody = 256 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    public static void MapRelay(this IEndpointRouteBuilder routes) => routes.MapPost("/relay/direct", SubmitDirectAsync)
        .RequireScope(Scope.Submit)
        .AddEndpointFilter(new Intake())
        .WithName("SubmitDirect")
        .WithTags("Relay")
        .WithSummary("Submit a transaction")
        .WithDescription("Answers 202 once the transaction is committed; it is then sent exactly once. Send an Idempotency-Key to be able to repeat the call.")
        .Produces<AcceptedTransaction>(StatusCodes.Status202Accepted)
        .Produces<Problem>(StatusCodes.Status400BadRequest, Problem.MediaType)
        .Produces<Problem>(StatusCodes.Status413PayloadTooLarge, Problem.MediaType)
        .Produces<Problem>(StatusCodes.Status415UnsupportedMediaType, Problem.MediaType)
        .Produces<Problem>(StatusCodes.Status422UnprocessableEntity, Problem.MediaType)
        .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, Problem.MediaType);

    private static async Task<IResult> SubmitDirectAsync(
        HttpContext context, DirectRequestReader reader, Acceptance acceptance, CancellationToken cancellationToken)
    {
        var client = context.Client();
        if (!context.Request.HasJsonContentType() || !IsUtf8(context.Request))
            return ProblemResult.Of(StatusCodes.Status415UnsupportedMediaType, "Send Content-Type: application/json, in UTF-8.");

        var (body, refusal) = await ReadBodyAsync(context, cancellationToken);
        if (body is null)
            return refusal!;
        using (body)
        {
            if (body.RootElement.ValueKind != JsonValueKind.Object)
                return ProblemResult.Of(StatusCodes.Status400BadRequest, ProblemCode.MalformedJson, "The body must be a JSON object.");
            var request = reader.Read(body.RootElement, client, out var fields);
            if (!IdempotencyKey.TryRead(context.Request, out var key))
                fields.Wrong(IdempotencyKey.Header, "must be 1 to 255 visible ASCII characters");
            if (request is null || !fields.IsValid)
                return ProblemResult.Validation(fields.Errors);

            if (await acceptance.AcceptAsync(client, request, key, cancellationToken) is not { } accepted)
                return ProblemResult.Of(
                    StatusCodes.Status422UnprocessableEntity, ProblemCode.IdempotencyKeyReused, "This Idempotency-Key was used for another request.");
            if (accepted.Replayed)
                context.Response.Headers["Idempotency-Replayed"] = "true";
            context.Response.Headers.RetryAfter = "1";
            var row = accepted.Transaction;
            return TypedResults.Accepted($"/api/v1/relay/status/{row.CorrelationId}", new AcceptedTransaction(row.CorrelationId, row.Hash, row.Status, row.CreatedAt));
        }
    }

    private static async Task<(JsonDocument? Body, IResult? Refusal)> ReadBodyAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > LargestBody)
            return (null, TooLarge());

        // A body without a length is read up to the limit, not to its end.
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > LargestBody)
                return (null, TooLarge());
        }

        try
        {
            return (JsonDocument.Parse(buffer.ToArray(), Strict), null);
        }
        catch (JsonException exception)
        {
            return (null, ProblemResult.Of(
                StatusCodes.Status400BadRequest, ProblemCode.MalformedJson,
                $"The body is no JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}."));
        }
    }

    private static ProblemResult TooLarge() =>
        ProblemResult.Of(StatusCodes.Status413PayloadTooLarge, $"The body may have {LargestBody} bytes at most.");

    private static bool IsUtf8(HttpRequest request) =>
        request.GetTypedHeaders().ContentType?.Charset is not { HasValue: true } charset || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A transaction that was accepted.</summary>
/// <param name="TransactionId">Its id.</param>
/// <param name="TransactionHash">Null until a relayer has signed it.</param>
/// <param name="Status"><c>queued</c>, unless it is a replay.</param>
/// <param name="CreatedAt">When it was committed (UTC).</param>
public sealed record AcceptedTransaction(Guid TransactionId, string? TransactionHash, string Status, DateTime CreatedAt);
