using System.Collections.Concurrent;
using Msq.Local.DevRelayer;

namespace Msq.Tests.Tracker;

/// <summary>Makes a development relayer fail, or stand still, the next time it gets to a place.</summary>
public sealed class Faults
{
    private readonly ConcurrentDictionary<Checkpoint, Func<Task>> _next = [];

    /// <summary>Answers 500 there.</summary>
    public void FailNext(Checkpoint checkpoint) => _next[checkpoint] = () => throw new InvalidOperationException($"a fault at {checkpoint}");

    /// <summary>Never goes on from there.</summary>
    public void HoldNext(Checkpoint checkpoint) => _next[checkpoint] = () => new TaskCompletionSource().Task;

    /// <summary>Completes when it gets there.</summary>
    public Task AwaitNext(Checkpoint checkpoint)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _next[checkpoint] = () =>
        {
            reached.SetResult();
            return Task.CompletedTask;
        };
        return reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>To be awaited at every checkpoint.</summary>
    public Task ReachedAsync(Checkpoint checkpoint, string transaction) =>
        _next.TryRemove(checkpoint, out var fault) ? fault() : Task.CompletedTask;
}
