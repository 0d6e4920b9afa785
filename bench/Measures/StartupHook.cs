using System.Diagnostics;
using System.Globalization;

/// <summary>
/// Runs inside each measured service before its own program (<c>DOTNET_STARTUP_HOOKS</c>), so that the services need no part of their own for it: counts what the process asks of its
/// database, and what it allocates, into a file.
/// </summary>
#pragma warning disable CA1050 // The runtime looks for exactly this name, in no namespace.
internal static class StartupHook
#pragma warning restore CA1050
{
    /// <summary>The environment variable that names the file.</summary>
    public const string FileVariable = "MSQ_BENCH_COUNTS";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static long _roundTrips;
    private static Timer? _timer;

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is not { Length: > 0 } file)
            return;
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MySqlConnector",
            Sample = (ref ActivityCreationOptions<ActivityContext> activity) =>
            {
                Interlocked.Add(ref _roundTrips, Exchanges(activity.Name));
                return ActivitySamplingResult.None;
            },
        });
        // Begun anew each time: on a busy machine one would overtake the other.
        _timer = new Timer(_ => Write(file), null, Interval, Timeout.InfiniteTimeSpan);
    }

    // What ends a database transaction had a beginning, which shows nowhere else. A connection that comes from the pool costs nothing: Msq has none of them reset.
    private static int Exchanges(string activity) => activity switch
    {
        "Commit" or "Rollback" => 2,
        "Open" => 0,
        _ => 1,
    };

    private static void Write(string file)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalAllocatedBytes()} {Interlocked.Read(ref _roundTrips)}");
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
        _timer!.Change(Interval, Timeout.InfiniteTimeSpan);
    }
}
