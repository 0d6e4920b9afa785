using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Msq.Storage.Commits;

/// <summary>Saves new rows of several callers in one database transaction: a commit costs a write to the disk, however much it holds.</summary>
public sealed class SharedSaves
{
    private readonly Groups _groups;

    internal SharedSaves(IServiceScopeFactory scopes, CommitLimits limits) => _groups = new Groups(scopes, limits);

    /// <summary>Saves rows, together with what else waits. Completes once they are committed.</summary>
    /// <param name="add">Adds the rows. It is called again when somebody else's rows were refused, and does nothing else.</param>
    /// <param name="size">About how many bytes they are: a great deal is not put into one packet.</param>
    /// <exception cref="DbUpdateException">The database refused these rows.</exception>
    public Task SaveAsync(Action<MsqDbContext> add, int size) => _groups.SaveAsync(new Save(add, size));

    private sealed class Save(Action<MsqDbContext> add, int size)
    {
        public TaskCompletionSource Committed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action<MsqDbContext> Add => add;

        public int Size => size;
    }

    private sealed class Groups(IServiceScopeFactory scopes, CommitLimits limits) : CommitGroups<Save>(limits)
    {
        private const int LargestSize = 256 * 1024;

        public Task SaveAsync(Save save)
        {
            Enqueue(save);
            return save.Committed.Task;
        }

        protected override bool TryJoin(IReadOnlyList<Save> group, Save item) => group.Count == 0 || group.Sum(save => save.Size) + item.Size <= LargestSize;

        protected override async Task CommitAsync(IReadOnlyList<Save> group)
        {
            try
            {
                await CommitTogetherAsync(group);
            }
            catch (Exception exception) when (group.Count > 1 && (!DatabaseTrouble.Is(exception) || DatabaseTrouble.IsDeadlock(exception)))
            {
                // The rows of one of them were refused: each by itself shows whose.
                foreach (var save in group)
                    await CommitAsync([save]);
                return;
            }
            catch (Exception exception)
            {
                foreach (var save in group)
                    save.Committed.SetException(exception);
                return;
            }

            foreach (var save in group)
                save.Committed.SetResult();
        }

        private async Task CommitTogetherAsync(IReadOnlyList<Save> group)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
            await using var transaction = await db.BeginAsync();
            foreach (var save in group)
                save.Add(db);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
    }
}
