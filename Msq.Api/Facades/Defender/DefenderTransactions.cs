using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Hosting;
using Msq.Hosting.Pools;
using Msq.Storage.Transactions;

namespace Msq.Api.Facades.Defender;

/// <summary>Sends, replaces, cancels and shows transactions for Defender's SDK.</summary>
internal static class DefenderTransactions
{
    private const int DefaultLimit = 50;
    private const int MostLimit = 500;

    private static readonly Dictionary<string, IReadOnlyList<string>> Filters = new()
    {
        ["pending"] = [TransactionStatus.Queued, TransactionStatus.Dispatching, TransactionStatus.Submitted],
        ["mined"] = [TransactionStatus.Mined, TransactionStatus.Confirmed],
        ["failed"] = [TransactionStatus.Failed, TransactionStatus.Canceled],
        ["expired"] = [TransactionStatus.Expired],
    };

    public static async Task<IResult> SendAsync(
        HttpContext context, RelayerTargets targets, ClientSending sending, RepeatGuard repeats, SignedWait signing, CancellationToken cancellationToken)
    {
        var target = targets.Default(context.Client());
        var (call, malformed) = await ForeignBody.ReadAsync(context.Request, json => Call.Read(json, target), cancellationToken);
        if (call is null)
            return malformed!;
        var outcome = await sending.AcceptAsync(context, target, call.Direct, cancel => repeats.KeyAsync(context, call.Body, cancel), cancellationToken);
        return outcome is SubmissionOutcome.Accepted accepted
            ? Answer(await signing.ForAsync(accepted.Transaction, cancellationToken), target.Pool)
            : ((SubmissionOutcome.Refused)outcome).Problem;
    }

    public static async Task<IResult> ReplaceAsync(
        HttpContext context, string id, RelayerTargets targets, SentTransactions sent, Replacement replacement, SignedWait signing, CancellationToken cancellationToken)
    {
        var target = targets.Default(context.Client());
        var (call, malformed) = await ForeignBody.ReadAsync(context.Request, json => Call.Read(json, target), cancellationToken);
        if (call is null)
            return malformed!;
        if (await FindAsync(context, id, isNonce: ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _), target, sent, cancellationToken) is not { } former)
            return ProblemResult.NoSuchTransaction;
        var (transaction, problem) = await replacement.ReplaceAsync(context, target, former, call.Direct, cancellationToken);
        return transaction is null ? problem! : Answer(await signing.ForAsync(transaction, cancellationToken), target.Pool);
    }

    public static async Task<IResult> CancelAsync(
        HttpContext context, string id, RelayerTargets targets, SentTransactions sent, Cancellation cancellation, CancellationToken cancellationToken)
    {
        var target = targets.Default(context.Client());
        if (await FindAsync(context, id, isNonce: false, target, sent, cancellationToken) is not { } found)
            return ProblemResult.NoSuchTransaction;
        return await cancellation.AskAsync(context.Caller(), found.CorrelationId, cancellationToken)
            ? TypedResults.Ok(new JsonObject { ["message"] = $"Transaction {found.CorrelationId} is being cancelled." })
            : ProblemResult.Of(StatusCodes.Status409Conflict, ProblemCode.AlreadyEnded, $"It is over: {found.Status}.");
    }

    public static async Task<IResult> GetAsync(
        HttpContext context, string id, RelayerTargets targets, SentTransactions sent, CancellationToken cancellationToken)
    {
        var target = targets.Default(context.Client());
        var isNonce = context.Request.Query["nonce"] == "true";
        return await FindAsync(context, id, isNonce, target, sent, cancellationToken) is { } found
            ? TypedResults.Ok(DefenderTransaction.Of(found, target.Pool))
            : ProblemResult.NoSuchTransaction;
    }

    public static async Task<IResult> ListAsync(HttpContext context, RelayerTargets targets, SentTransactions sent, CancellationToken cancellationToken)
    {
        var target = targets.Default(context.Client());
        var query = context.Request.Query;
        IReadOnlyList<string>? statuses = null;
        if (query["status"] is [{ } word] && !Filters.TryGetValue(word, out statuses))
            return ProblemResult.Validation("status", $"must be one of {string.Join(", ", Filters.Keys)}");
        DateTime? since = null;
        if (query["since"] is [{ } text])
        {
            if (!Rfc3339.TryParse(text, out var time))
                return ProblemResult.Validation("since", "must be an RFC 3339 time");
            since = time;
        }

        var limit = DefaultLimit;
        if (query["limit"] is [{ } most] && !(int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostLimit))
            return ProblemResult.Validation("limit", $"must be a whole number from 1 to {MostLimit}");
        Guid? after = null;
        if (query["next"] is [{ Length: > 0 } cursor])
        {
            if (!Guid.TryParseExact(cursor, "D", out var last))
                return ProblemResult.Validation("next", "must be what the page before said");
            after = last;
        }

        var rows = await sent.ListAsync(context.Client(), target, statuses, since, after, query["sort"] == "asc", limit + 1, cancellationToken);
        var items = new JsonArray([.. rows.Take(limit).Select(row => DefenderTransaction.Of(row, target.Pool))]);
        if (query["usePagination"] != "true")
            return TypedResults.Ok(items);
        var page = new JsonObject { ["items"] = items };
        if (rows.Count > limit)
            page["next"] = $"{rows[limit - 1].CorrelationId}";
        return TypedResults.Ok(page);
    }

    private static async Task<Transaction?> FindAsync(
        HttpContext context, string id, bool isNonce, RelayerTarget target, SentTransactions sent, CancellationToken cancellationToken)
    {
        if (isNonce)
            return ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var nonce) && nonce <= long.MaxValue
                ? await sent.FindByNonceAsync(context.Client(), target, nonce, cancellationToken)
                : null;
        return Guid.TryParseExact(id, "D", out var transaction) ? await sent.FindAsync(context.Client(), target, transaction, cancellationToken) : null;
    }

    // Hash and nonce, or an error: the SDK can make nothing of an answer without them.
    private static IResult Answer(Transaction row, Pool pool)
    {
        if (SignedWait.IsSigned(row))
            return TypedResults.Ok(DefenderTransaction.Of(row, pool));
        if (row.ErrorCode == ErrorCode.AlreadyMined)
            return Replacement.AlreadyMined;
        return TransactionStatus.IsEnd(row.Status)
            ? ProblemResult.Of(StatusCodes.Status400BadRequest, row.ErrorCode ?? row.Status, $"Transaction {row.CorrelationId} is over, nothing was sent: {row.ErrorMessage}")
            : ProblemResult.Of(StatusCodes.Status503ServiceUnavailable, $"Transaction {row.CorrelationId} is accepted and goes on, but no relayer has signed it yet. The same call again waits for it.");
    }

    private sealed record Call(JsonObject Direct, byte[] Body)
    {
        public static Call Read(JsonElement json, RelayerTarget target) =>
            new(DirectCall.Translate(json, DirectCallNames.Defender, target.Pool.Name), JsonSerializer.SerializeToUtf8Bytes(json));
    }
}
