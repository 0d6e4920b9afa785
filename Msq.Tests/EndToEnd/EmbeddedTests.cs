using System.Text.Json;
using Msq.Local;
using Msq.Local.Embedded;
using Msq.Local.Servers;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.EndToEnd;

/// <summary>All in one process, as ./run starts it.</summary>
[Collection(AloneCollection.Name)]
public sealed class EmbeddedTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_transaction_is_confirmed_over_the_in_memory_transport()
    {
        await using var msq = await StartAsync();
        using var caller = Caller(msq);
        var receiver = RelayCaller.FreshAddress();

        var end = await caller.EndAsync(await caller.SubmitAsync(receiver, "12345"));

        Assert.Equal("confirmed", Status(end));
        Assert.Equal(12345, await caller.BalanceAsync(receiver));
        var statuses = end.GetProperty("timeline").EnumerateArray().Select(Status).Distinct();
        Assert.Equal(["queued", "dispatching", "submitted", "mined", "confirmed"], statuses);
    }

    [Fact]
    public async Task Chain_database_and_relayers_come_back_together()
    {
        var receiver = RelayCaller.FreshAddress();
        Guid id;
        await using (var first = await StartAsync())
        {
            using var caller = Caller(first);
            id = await caller.SubmitAsync(receiver, "1");
            await caller.EndAsync(id);
        }

        await using var second = await StartAsync();
        using var again = Caller(second);
        var kept = await again.ReadAsync(id);
        var more = await again.EndAsync(await again.SubmitAsync(receiver, "2"));

        Assert.Equal("confirmed", Status(kept));
        Assert.Equal("confirmed", Status(more));
        Assert.Equal(3, await again.BalanceAsync(receiver));
    }

    private static string? Status(JsonElement json) => json.GetProperty("status").GetString();

    private static RelayCaller Caller(EmbeddedMsq msq) => new(Development.CreateClient(msq.Url), msq.Chain.Url);

    private Task<EmbeddedMsq> StartAsync() => EmbeddedMsq.StartAsync(new EmbeddedOptions { Folder = folder.Path, Port = FreePort.Next() });
}
