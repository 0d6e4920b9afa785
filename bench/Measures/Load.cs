using System.Diagnostics;

namespace Msq.Bench.Measures;

/// <summary>Makes calls, either one after the other on each connection, or at times that were set beforehand.</summary>
internal static class Load
{
    /// <summary>Each connection calls again as soon as it was answered.</summary>
    /// <returns>Calls per second.</returns>
    public static async Task<double> SaturateAsync(int connections, TimeSpan time, Func<int, Task> call, CancellationToken cancellationToken)
    {
        var calls = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await call(Interlocked.Increment(ref calls));
            }
        }));
        return calls / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>One call after the other, and nothing beside.</summary>
    /// <returns>How long each took.</returns>
    public static async Task<IReadOnlyList<TimeSpan>> OneByOneAsync(TimeSpan time, Func<Task> call, CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>();
        var started = Stopwatch.GetTimestamp();
        while (times.Count == 0 || Stopwatch.GetElapsedTime(started) < time)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            await call();
            times.Add(Stopwatch.GetElapsedTime(began));
        }

        return times;
    }

    /// <summary>
    /// Calls at an even rate, whether the former ones were answered or not: a call that has to wait for a free connection began when it should have been made. Otherwise
    /// a service that stands still for a second would be asked, and counted, only once in it.
    /// </summary>
    /// <returns>How long each took, from when it should have been made.</returns>
    public static async Task<IReadOnlyList<TimeSpan>> PaceAsync(int connections, double perSecond, int count, Func<int, Task> call, CancellationToken cancellationToken)
    {
        var times = new TimeSpan[count];
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < count)
            {
                var intended = TimeSpan.FromSeconds(i / perSecond);
                if (intended - Stopwatch.GetElapsedTime(started) is var wait && wait > TimeSpan.Zero)
                    await Task.Delay(wait, cancellationToken);
                await call(i);
                times[i] = Stopwatch.GetElapsedTime(started) - intended;
            }
        }));
        return times;
    }
}
