using System.Globalization;
using Msq.Api.Clients;
using Msq.Api.Relay;
using Msq.Storage.Transactions;

namespace Msq.Api.Facades.OzRelayer;

/// <summary>Sends, cancels and shows transactions for OZ Relayer's SDK.</summary>
internal static class OzTransactions
{
    public static async Task<IResult> SendAsync(HttpContext context, string relayer, RelayerTargets targets, ClientSending sending, CancellationToken cancellationToken)
    {
        if (targets.Find(context.Client(), relayer) is not { } target)
            return OzEnvelope.NoSuchRelayer(relayer);
        var (call, malformed) = await ForeignBody.ReadAsync(context.Request, json => DirectCall.Translate(json, DirectCallNames.OzRelayer, target.Pool.Name), cancellationToken);
        if (call is null)
            return malformed!;
        return await sending.AcceptAsync(context, target, call, ownKey: null, cancellationToken) switch
        {
            SubmissionOutcome.Accepted accepted => OzEnvelope.Data(OzTransaction.Of(accepted.Transaction, target)),
            var refused => ((SubmissionOutcome.Refused)refused).Problem,
        };
    }

    public static async Task<IResult> ListAsync(HttpContext context, string relayer, RelayerTargets targets, SentTransactions sent, CancellationToken cancellationToken)
    {
        if (targets.Find(context.Client(), relayer) is not { } target)
            return OzEnvelope.NoSuchRelayer(relayer);
        if (OzPaging.Read(context.Request.Query) is not { } paging)
            return OzEnvelope.Refuse(StatusCodes.Status400BadRequest, OzPaging.Rule);
        var (rows, total) = await sent.PageAsync(context.Client(), target, paging.Number, paging.Size, cancellationToken);
        return OzEnvelope.Page(rows.Select(row => OzTransaction.Of(row, target)), paging.Number, paging.Size, total);
    }

    public static Task<IResult> GetAsync(HttpContext context, string relayer, string id, RelayerTargets targets, SentTransactions sent, CancellationToken cancellationToken) =>
        WithAsync(context, relayer, id, targets, sent, (target, row) => Task.FromResult(OzEnvelope.Data(OzTransaction.Of(row, target))), cancellationToken);

    public static async Task<IResult> GetByNonceAsync(HttpContext context, string relayer, string nonce, RelayerTargets targets, SentTransactions sent, CancellationToken cancellationToken)
    {
        if (targets.Find(context.Client(), relayer) is not { } target)
            return OzEnvelope.NoSuchRelayer(relayer);
        return long.TryParse(nonce, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && await sent.FindByNonceAsync(context.Client(), target, (ulong)number, cancellationToken) is { } row
            ? OzEnvelope.Data(OzTransaction.Of(row, target))
            : OzEnvelope.Refuse(StatusCodes.Status404NotFound, $"Transaction with nonce {nonce} not found");
    }

    public static async Task<IResult> ReplaceAsync(
        HttpContext context, string relayer, string id, RelayerTargets targets, SentTransactions sent, Replacement replacement, CancellationToken cancellationToken) =>
        await WithAsync(context, relayer, id, targets, sent, async (target, row) =>
        {
            var (call, malformed) = await ForeignBody.ReadAsync(context.Request, json => DirectCall.Translate(json, DirectCallNames.OzRelayer, target.Pool.Name), cancellationToken);
            if (call is null)
                return malformed!;
            var (transaction, problem) = await replacement.ReplaceAsync(context, target, row, call, cancellationToken);
            return transaction is null ? problem! : OzEnvelope.Data(OzTransaction.Of(transaction, target));
        }, cancellationToken);

    public static Task<IResult> CancelAsync(
        HttpContext context, string relayer, string id, RelayerTargets targets, SentTransactions sent, Cancellation cancellation, CancellationToken cancellationToken) =>
        WithAsync(context, relayer, id, targets, sent, async (target, row) => await cancellation.AskAsync(context.Caller(), row.CorrelationId, cancellationToken)
            ? OzEnvelope.Data(OzTransaction.Of(await sent.FindAsync(context.Client(), target, row.CorrelationId, cancellationToken) ?? row, target))
            : OzEnvelope.Refuse(StatusCodes.Status400BadRequest, $"The transaction is over: {row.Status}"), cancellationToken);

    private static async Task<IResult> WithAsync(
        HttpContext context, string relayer, string id, RelayerTargets targets, SentTransactions sent, Func<RelayerTarget, Transaction, Task<IResult>> use, CancellationToken cancellationToken)
    {
        if (targets.Find(context.Client(), relayer) is not { } target)
            return OzEnvelope.NoSuchRelayer(relayer);
        return Guid.TryParseExact(id, "D", out var transaction) && await sent.FindAsync(context.Client(), target, transaction, cancellationToken) is { } row
            ? await use(target, row)
            : OzEnvelope.NoSuchTransaction(id);
    }
}
