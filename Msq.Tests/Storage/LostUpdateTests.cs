using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Msq.Local.Servers;
using Msq.Storage;
using Msq.Storage.Chain;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Storage;

/// <summary>Who saves what somebody else has changed meanwhile saves nothing, on a real server.</summary>
public sealed class LostUpdateTests
{
    private const ulong ChainId = 31337;

    [Fact]
    public async Task A_row_that_somebody_else_changed_meanwhile_is_not_overwritten_and_nothing_is_saved_with_it()
    {
        await using var database = await Database.StartAsync();
        await using var first = database.Open();
        await using var second = database.Open();
        var (one, other) = (first.ServiceProvider.GetRequiredService<MsqDbContext>(), second.ServiceProvider.GetRequiredService<MsqDbContext>());
        var (mine, theirs) = (await one.ChainCursors.SingleAsync(), await other.ChainCursors.SingleAsync());
        (theirs.Height, theirs.Version) = (2, theirs.Version + 1);
        await other.SaveChangesAsync();

        (mine.Height, mine.Version) = (3, mine.Version + 1);
        one.ChainBlocks.Add(new ChainBlock { ChainId = ChainId, Number = 3, Hash = "0x03" });
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => one.SaveChangesAsync());

        Assert.Equal(2UL, await other.ChainCursors.Select(row => row.Height).SingleAsync());
        Assert.Empty(await other.ChainBlocks.ToListAsync());
    }

    [Fact]
    public async Task A_change_to_what_the_row_says_already_is_no_conflict()
    {
        await using var database = await Database.StartAsync();
        await using var scope = database.Open();
        var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
        db.Entry(await db.ChainCursors.SingleAsync()).Property(row => row.BlockHash).IsModified = true;

        Assert.Equal(1, await db.SaveChangesAsync());
    }

    private sealed class Database(TemporaryFolder folder) : IAsyncDisposable
    {
        private readonly MariaDbServer _server = new(folder.Path);
        private ServiceProvider? _services;

        public static async Task<Database> StartAsync()
        {
            var database = new Database(new TemporaryFolder());
            await database._server.StartAsync();
            await MsqDatabase.MigrateAsync(database._server.ConnectionString(), null, CancellationToken.None);
            database._services = new ServiceCollection().AddLogging().AddMsqStorage(database._server.ConnectionString(), null).BuildServiceProvider();
            await using var scope = database.Open();
            var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
            db.ChainCursors.Add(new ChainCursor { ChainId = ChainId, Height = 1, BlockHash = "0x01" });
            await db.SaveChangesAsync();
            return database;
        }

        public AsyncServiceScope Open() => _services!.CreateAsyncScope();

        public async ValueTask DisposeAsync()
        {
            if (_services is not null)
                await _services.DisposeAsync();
            await _server.DisposeAsync();
            folder.Dispose();
        }
    }
}
