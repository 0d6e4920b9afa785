using Msq.Tests.Api;

namespace Msq.Tests.Commands;

/// <summary><c>msq requeue</c>, over a real broker.</summary>
[Collection(ErrorQueueCollection.Name)]
public sealed class RequeueCommandTests(ErrorQueueWorld broker) : IDisposable
{
    private readonly string _folder = ApiWorld.WriteConfig(ApiWorld.Clients);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("msq-gas_error")]
    [InlineData("msq-gas")]
    [InlineData(null)]
    public async Task What_nobody_could_handle_is_handled_again(string? queue)
    {
        var data = $"0x{Guid.CreateVersion7():N}";
        broker.Failing = _ => new InvalidOperationException("no");
        await broker.SendAsync(data);
        await ApiWorld.UntilAsync(async () => await broker.DepthAsync() == 1);
        broker.Failing = _ => null;

        var said = await Shell(broker.Broker).TypeAsync(queue is null ? ["requeue"] : ["requeue", queue]);

        Assert.Equal((0, $"{queue ?? "msq-gas_error"}: 1 moved back{Environment.NewLine}"), (said.Code, said.Output));
        await ApiWorld.UntilAsync(() => broker.Handled.Any(message => message.Data == data));
        await ApiWorld.UntilAsync(async () => await broker.DepthAsync() == 0);
        Assert.Contains("No error queue holds a message.", (await Shell(broker.Broker).TypeAsync("requeue")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_and_a_broker_that_is_away_are_said()
    {
        var unknown = await Shell(broker.Broker).TypeAsync("requeue", "msq-nothing");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("there is no error queue msq-nothing", unknown.Error, StringComparison.Ordinal);

        var away = await Shell("amqp://guest:secret-word@127.0.0.1:1/").TypeAsync("requeue");
        Assert.Equal(1, away.Code);
        Assert.Contains("The broker does not answer", away.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", away.Error, StringComparison.Ordinal);
    }

    private Shell Shell(string address) => new([new("MSQ_CONFIG", _folder), new("OZ_RELAYER_API_KEY", "k"), new("ConnectionStrings__RabbitMq", address)]);
}
