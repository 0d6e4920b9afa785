using System.Globalization;
using System.Text.Json.Nodes;
using Msq.Local.DevRelayer.Lifecycle;
using Msq.Local.DevRelayer.Rows;
using Msq.Local.DevRelayer.Webhooks;

namespace Msq.Local.DevRelayer.Http;

/// <summary>The part of OZ Relayer 1.3.0's API that concerns transactions.</summary>
internal sealed class TransactionApi(RowStore rows, RelayerApi relayers, Jobs jobs, WebhookSender webhooks, DevRelayerOptions options, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var transactions = routes.MapGroup("/relayers/{id}/transactions");
        transactions.MapPost("", SubmitAsync);
        transactions.MapGet("", List);
        transactions.MapGet("/by-nonce/{nonce}", ByNonce);
        transactions.MapDelete("/pending", CancelPending);
        transactions.MapGet("/{tx}", (string id, string tx) => Envelope.Data(TransactionJson.Of(Find(id, tx))));
        transactions.MapPut("/{tx}", Replace);
        transactions.MapDelete("/{tx}", CancelAsync);
    }

    private async Task<IResult> SubmitAsync(string id, HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request);
        var relayer = relayers.FindActive(id);
        var row = TransactionRequest.Read(body).ToRow(RandomIds.Next(), relayer, time.GetUtcNow());
        await options.Reached(Checkpoint.BeforeRow, row.Id);
        row = await rows.AddAsync(row);
        await options.Reached(Checkpoint.AfterRow, row.Id);
        jobs.Add(JobKind.Prepare, row.Id);
        await options.Reached(Checkpoint.BeforeAnswer, row.Id);
        return Envelope.Data(TransactionJson.Of(row));
    }

    private IResult List(string id, HttpRequest request)
    {
        var paging = Paging.Of(request);
        relayers.Find(id);
        var (page, total) = rows.Page(id, paging.Skip, paging.Take);
        return Envelope.Page(page.Select(TransactionJson.Of), paging, total);
    }

    private IResult ByNonce(string id, string nonce)
    {
        if (!ulong.TryParse(nonce, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Results.StatusCode(StatusCodes.Status404NotFound);
        relayers.Find(id);
        return Envelope.Data(TransactionJson.Of(rows.FindByNonce(id, number) ?? throw ApiException.NotFound($"Transaction with nonce {nonce} not found")));
    }

    // Promises to cancel, but its job only sends once more what was sent before: so it does in the original.
    private IResult CancelPending(string id)
    {
        relayers.FindActive(id);
        var open = rows.Where(row => row.RelayerId == id
            && row.Status is TransactionStatus.Pending or TransactionStatus.Sent or TransactionStatus.Submitted);
        foreach (var row in open) jobs.Add(JobKind.Broadcast, row.Id);
        return Envelope.Data(new JsonObject
        {
            ["queued_for_cancellation_transaction_ids"] = new JsonArray([.. open.Select(row => JsonValue.Create(row.Id))]),
            ["failed_to_queue_transaction_ids"] = new JsonArray(),
            ["total_processed"] = open.Count,
        });
    }

    // Replacing is not imitated: in the original it discards prices, validity and estimation, and Msq never uses it.
    private IResult Replace(string id, string tx)
    {
        relayers.FindActive(id);
        Find(id, tx);
        throw ApiException.NotSupported("Replacing a transaction is not supported by the development relayer");
    }

    private async Task<IResult> CancelAsync(string id, string tx)
    {
        relayers.FindActive(id);
        var row = Find(id, tx);
        var canceled = await rows.ChangeAsync(row.Id, current => current.Status switch
        {
            TransactionStatus.Pending => current with { Status = TransactionStatus.Canceled },
            TransactionStatus.Sent or TransactionStatus.Submitted => Noop.Over(current, reason: null),
            _ => null,
        });
        if (canceled is null)
        {
            var state = (rows.Find(row.Id) ?? row).Status;
            throw ApiException.BadRequest($"Invalid transaction state for cancel_transaction. Current: {state}, Expected one of: [Pending, Sent, Submitted]");
        }

        webhooks.Announce(canceled);
        if (canceled.Status != TransactionStatus.Canceled) jobs.Add(JobKind.Resubmit, canceled.Id);
        return Envelope.Data(TransactionJson.Of(canceled));
    }

    // Looked up by the transaction's id alone: one relayer's path shows, and cancels, the transactions of another. The original's
    // cancel would even sign with the wrong key; here a row is always signed with the key of its own relayer.
    private TransactionRow Find(string relayerId, string tx)
    {
        relayers.Find(relayerId);
        return rows.Find(tx) ?? throw ApiException.NotFound($"Transaction with ID {tx} not found");
    }
}
