using Msq.Local.DevRelayer.Lifecycle;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Faults;

/// <summary>Takes orders to go wrong. Served only where it was asked for (<c>--faults</c>).</summary>
internal sealed class FaultApi(FaultBoard board, RowStore rows)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var faults = routes.MapGroup("/faults");
        faults.MapPost("/die/{checkpoint}", (Checkpoint checkpoint) => board.Die(checkpoint));
        faults.MapPost("/fail/{checkpoint}", (Checkpoint checkpoint) => board.Fail(checkpoint));
        faults.MapPost("/clock/{seconds}", (int seconds) => board.Clock.Offset = TimeSpan.FromSeconds(seconds));
        faults.MapPost("/webhooks/{fault}", (WebhookFault fault) => board.Webhooks = fault);
        faults.MapPost("/purge", () => rows.PurgeAsync());
        faults.MapPost("/noop", NoopAsync);
    }

    // What an expiry or a price that does not fit does to a row, without a reason.
    private async Task NoopAsync()
    {
        foreach (var row in rows.Where(row => row.Status is TransactionStatus.Sent or TransactionStatus.Submitted && !row.IsNoop).TakeLast(1))
            await rows.ChangeAsync(row.Id, current => current.Status.IsFinal() ? null : Noop.Over(current, reason: null));
    }
}
