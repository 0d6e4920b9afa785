using Msq.Contracts.Messages;
using Msq.Storage.Transactions;

namespace Msq.Tests.Api;

public sealed class CancelTests : IAsyncLifetime
{
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_wish_to_cancel_is_written_down_once_and_the_saga_is_told()
    {
        var id = await _world.SubmittedAsync();

        var first = await CancelAsync(id);
        var second = await CancelAsync(id);

        Assert.Equal((202, 202), (first.Status, second.Status));
        Assert.Equal(["accepted", "cancel_requested"], second.Json.GetProperty("timeline").EnumerateArray().Select(line => line.GetProperty("event").GetString()));
        await ApiWorld.UntilAsync(() => _world.Sent.OfType<CancelTransaction>().Any(message => message.TransactionId == id));
        var row = await RowAsync(id);
        Assert.NotNull(row.CancelRequestedAt);
        Assert.Equal(2, row.Version);
    }

    [Theory]
    [InlineData("Queued", true)]
    [InlineData("Estimating", true)]
    [InlineData("Gathering", true)]
    [InlineData("Carried", true)]
    [InlineData("Submitted", true)]
    [InlineData("Mined", true)]
    [InlineData("Dispatching", false)]
    [InlineData("InDoubt", false)]
    public async Task It_is_due_at_once_unless_an_outcome_is_being_waited_for(string state, bool isDue)
    {
        var id = await _world.SubmittedAsync();
        var later = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1);
        await _world.ChangeAsync(id, row =>
        {
            row.CurrentState = state;
            row.NextActionAt = later;
        });

        Assert.Equal(202, (await CancelAsync(id)).Status);

        Assert.Equal(isDue, (await RowAsync(id)).NextActionAt < later.AddMinutes(-1));
    }

    [Fact]
    public async Task What_is_over_cannot_be_cancelled()
    {
        var id = await _world.SubmittedAsync();
        await _world.ChangeAsync(id, row =>
        {
            row.CurrentState = "Ended";
            row.Status = TransactionStatus.Confirmed;
        });

        var answer = await CancelAsync(id);

        Assert.Equal((409, "already_ended"), (answer.Status, answer.Json.GetProperty("code").GetString()));
        Assert.Null((await RowAsync(id)).CancelRequestedAt);
    }

    [Theory]
    [InlineData("01234567-89ab-7def-8123-456789abcdef")]
    [InlineData("nonsense")]
    public async Task What_does_not_exist_cannot_be_cancelled(string id) =>
        Assert.Equal(404, (await _world.SendAsync(HttpMethod.Delete, $"/api/v1/relay/transactions/{id}")).Status);

    [Fact]
    public async Task Another_clients_transaction_looks_as_if_it_did_not_exist()
    {
        var id = await _world.SubmittedAsync();

        var answer = await _world.SendAsync(HttpMethod.Delete, $"/api/v1/relay/transactions/{id}", key: "games-key");

        Assert.Equal(404, answer.Status);
        Assert.Null((await RowAsync(id)).CancelRequestedAt);
    }

    private Task<Answer> CancelAsync(Guid id) => _world.SendAsync(HttpMethod.Delete, $"/api/v1/relay/transactions/{id}");

    private Task<Transaction> RowAsync(Guid id) => _world.DatabaseAsync(async db => (await db.Transactions.FindAsync(id))!);
}
