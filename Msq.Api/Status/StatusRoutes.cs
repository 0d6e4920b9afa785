using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Status;

/// <summary>Where transactions are looked up, at once or when they change.</summary>
internal static class StatusRoutes
{
    private const int LongestWait = 60;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        foreach (var (path, name) in new[] { ("/relay/status/{id}", "GetStatus"), ("/relay/transactions/{id}", "GetTransaction") })
        {
            routes.MapGet(path, GetAsync)
                .RequireScope(Scope.Read, Scope.Admin)
                .WithName(name)
                .WithTags("Relay")
                .WithSummary("Look a transaction up")
                .WithDescription("With ?wait=SECONDS (1 to 60) the answer comes when the status changes, or after that time. With If-None-Match, 304 while nothing has changed.")
                .Produces<TransactionView>()
                .Produces(StatusCodes.Status304NotModified)
                .Produces<Problem>(StatusCodes.Status400BadRequest, Problem.MediaType)
                .Produces<Problem>(StatusCodes.Status404NotFound, Problem.MediaType)
                .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, Problem.MediaType);
        }
    }

    private static async Task<IResult> GetAsync(
        string id, string? wait, HttpContext context, IServiceScopeFactory scopes, IStatusFeed feed, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var transactionId))
            return ProblemResult.NoSuchTransaction;
        if (!TryReadWait(wait, out var patience))
            return ProblemResult.Validation(new Dictionary<string, IReadOnlyList<string>> { ["wait"] = [$"must be a whole number of seconds from 1 to {LongestWait}"] });

        var known = context.Request.Headers.IfNoneMatch.ToString();
        var started = time.GetTimestamp();
        Seen? first = null;
        while (true)
        {
            // Asked for before the look: a change between the two is not missed.
            using var listening = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var announced = feed.WaitAsync(transactionId, listening.Token);
            var seen = await LookAsync(scopes, transactionId, context.Client(), cancellationToken);
            if (seen is null)
            {
                await listening.CancelAsync();
                return ProblemResult.NoSuchTransaction;
            }

            first ??= seen;
            var news = known.Length > 0 ? seen.ETag != known : seen.View.Status != first.View.Status;
            var left = patience - time.GetElapsedTime(started);
            if (news || TransactionStatus.IsEnd(seen.View.Status) || left <= TimeSpan.Zero)
            {
                await listening.CancelAsync();
                return Answer(context, seen, known);
            }

            await Task.WhenAny(announced, Task.Delay(left < LookInterval ? left : LookInterval, cancellationToken));
            await listening.CancelAsync();
        }
    }

    private static IResult Answer(HttpContext context, Seen seen, string known)
    {
        context.Response.Headers.ETag = seen.ETag;
        context.Response.Headers.CacheControl = "private, no-cache";
        return seen.ETag == known ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(seen.View);
    }

    private static async Task<Seen?> LookAsync(IServiceScopeFactory scopes, Guid id, ApiClient client, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
        var row = await db.Transactions.AsNoTracking().Include(x => x.Timeline).SingleOrDefaultAsync(x => x.CorrelationId == id, cancellationToken);
        if (row is null || (row.Client != client.Name && !client.IsAdmin))
            return null;

        var confirmations = row.Confirmations;
        if (row.Status == TransactionStatus.Mined && row.BlockNumber is { } block)
        {
            var height = await db.ChainCursors.Where(x => x.ChainId == row.ChainId).Select(x => x.Height).SingleAsync(cancellationToken);
            confirmations = height < block ? 0 : (int)(height - block + 1);
        }

        return new Seen(
            TransactionView.Of(row, confirmations), string.Create(CultureInfo.InvariantCulture, $"\"{row.Version}-{row.Timeline.Count}-{confirmations}\""));
    }

    private static bool TryReadWait(string? text, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (text is null)
            return true;
        var valid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= LongestWait;
        wait = TimeSpan.FromSeconds(seconds);
        return valid;
    }

    private sealed record Seen(TransactionView View, string ETag);
}
