using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Clients;
using Msq.Storage.Commits;
using Msq.Storage.Transactions;

namespace Msq.Api.Facades.Rpc;

/// <summary>
/// JSON-RPC as official clients' providers speak it: what only reads goes to the pool's nodes, <c>eth_sendTransaction</c> sends, everything else is refused. Whatever goes wrong is told in
/// an answer with status 200: clients would take another status for a failure of the transport, and repeat.
/// </summary>
internal sealed class RpcDoor(RpcReads reads, RelayerFacts facts, ClientSending sending, RepeatGuard repeats, SignedWait signing, ILogger<RpcDoor> logger)
{
    private const int InvalidRequest = -32600;
    private const int NoSuchMethod = -32601;
    private const int InvalidParameters = -32602;
    private const int Failure = -32000;

    /// <summary>Answers one request.</summary>
    public async Task<IResult> AnswerAsync(HttpContext context, RelayerTarget target, CancellationToken cancellationToken)
    {
        var (request, malformed) = await ForeignBody.ReadAsync(context.Request, RpcRequest.Read, cancellationToken);
        if (request is null)
            return Refuse(null, InvalidRequest, malformed!.Problem.Detail!);
        if (request.Method is not { } method)
            return Refuse(request.Id, InvalidRequest, "method must be a string, and params an array.");
        try
        {
            return method switch
            {
                "eth_sendTransaction" => await SendAsync(context, target, request, cancellationToken),
                "eth_accounts" => Result(request.Id, new JsonArray([.. (await facts.OfAsync(target, cancellationToken)).Select(one => (JsonNode?)one.Row?.Address).Where(address => address is not null)])),
                _ when RpcReads.Allows(method) => Forwarded(request.Id, await reads.AskAsync(context.Client(), target.Pool, method, request.Parameters, cancellationToken)),
                _ => Refuse(request.Id, NoSuchMethod, $"the method {method} is not available"),
            };
        }
        catch (Exception exception) when (exception is RpcUnavailableException || DatabaseTrouble.Is(exception))
        {
            logger.LogWarning("{Method} cannot be answered: {Reason}", method, exception.GetBaseException().Message);
            return Refuse(request.Id, Failure, "The service cannot answer now. Try again.");
        }
    }

    private async Task<IResult> SendAsync(HttpContext context, RelayerTarget target, RpcRequest request, CancellationToken cancellationToken)
    {
        if (!context.Client().Scopes.Contains(Scope.Submit))
            return Refuse(request.Id, Failure, $"The client '{context.Client().Name}' has not the scope {Scope.Submit}.");
        if (request.Parameters is not [{ ValueKind: JsonValueKind.Object } transaction, ..])
            return Refuse(request.Id, InvalidParameters, "params must begin with a transaction");

        // Repeats by the client's transport count the request's id on; the transaction stays the same.
        var call = DirectCall.Translate(transaction, DirectCallNames.Defender, target.Pool.Name);
        var same = JsonSerializer.SerializeToUtf8Bytes(transaction);
        var outcome = await sending.AcceptAsync(context, target, call, cancel => repeats.KeyAsync(context, same, cancel), cancellationToken);
        if (outcome is SubmissionOutcome.Refused { Problem.Problem: var problem })
            return Refuse(request.Id, problem.Status is 400 or 422 ? InvalidParameters : Failure, Words(problem));

        var row = await signing.ForAsync(((SubmissionOutcome.Accepted)outcome).Transaction, cancellationToken);
        if (row.Hash is { } hash && SignedWait.IsSigned(row))
            return Result(request.Id, hash);
        return Refuse(request.Id, Failure, TransactionStatus.IsEnd(row.Status)
            ? $"{row.ErrorCode}: {row.ErrorMessage}"
            : $"Transaction {row.CorrelationId} is accepted and goes on, but no relayer has signed it yet.");
    }

    /// <summary>A problem in one line.</summary>
    public static string Words(Problem problem) => problem.Errors is { } errors
        ? string.Join("; ", errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}"))
        : $"{problem.Code}: {problem.Detail}";

    private static Ok<JsonObject> Forwarded(JsonNode? id, RpcAnswer answer) => answer.Error is { } error
        ? TypedResults.Ok(Envelope(id, "error", Error(error.Code, error.Message, error.Data)))
        : TypedResults.Ok(Envelope(id, "result", answer.Result is { } result ? JsonNode.Parse(result.GetRawText()) : null));

    private static Ok<JsonObject> Result(JsonNode? id, JsonNode result) => TypedResults.Ok(Envelope(id, "result", result));

    private static Ok<JsonObject> Refuse(JsonNode? id, int code, string message) => TypedResults.Ok(Envelope(id, "error", Error(code, message, null)));

    private static JsonObject Error(int code, string message, string? data)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (data is not null)
            error["data"] = data;
        return error;
    }

    private static JsonObject Envelope(JsonNode? id, string name, JsonNode? content) => new() { ["jsonrpc"] = "2.0", ["id"] = id?.DeepClone(), [name] = content };
}
