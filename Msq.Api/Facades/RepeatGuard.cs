using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Msq.Api.Clients;
using Msq.Hosting.Settings;
using Msq.Storage;

namespace Msq.Api.Facades;

/// <summary>
/// Keeps a client that repeats a POST by itself, as Defender's SDK does when the answer was lost, from sending twice: the same request with the same key within
/// <c>Defender:RepeatWindow</c> of the first is the same transaction. The idempotency key that says so counts the windows: whoever comes after the last one's end takes the next number, and the
/// unique index lets only one do so. There is no edge at which two could be sent.
/// </summary>
internal sealed class RepeatGuard(MsqDbContext db, TimeProvider time, RepeatWindow window)
{
    /// <summary>The idempotency key of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What makes two requests the same.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<string> KeyAsync(HttpContext context, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var client = context.Client().Name;
        var prefix = $"defender:{context.KeyId()}:{Convert.ToHexStringLower(SHA256.HashData(request.Span))}:";
        var (first, end) = (prefix + Number(1), prefix + "~");
        var last = await db.Transactions.AsNoTracking()
            .Where(x => x.Client == client && string.Compare(x.IdempotencyKey, first) >= 0 && string.Compare(x.IdempotencyKey, end) < 0)
            .OrderByDescending(x => x.IdempotencyKey)
            .Select(x => new { x.IdempotencyKey, x.CreatedAt })
            .FirstOrDefaultAsync(cancellationToken);
        if (last is null)
            return first;
        return time.GetUtcNow().UtcDateTime - last.CreatedAt < window.Value
            ? last.IdempotencyKey!
            : prefix + Number(1 + long.Parse(last.IdempotencyKey!.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    // As wide as any, so that the index holds them in their order.
    private static string Number(long number) => number.ToString("D12", CultureInfo.InvariantCulture);
}

/// <summary>For how long the same request with the same key is the same transaction: <c>Defender:RepeatWindow</c>, default two minutes.</summary>
/// <exception cref="InvalidOperationException">It is no time between a second and a day.</exception>
internal sealed class RepeatWindow(IConfiguration configuration)
{
    /// <summary>Its length.</summary>
    public TimeSpan Value { get; } = ProcessSettings.RepeatWindow.TimeFrom(configuration);
}
