using Msq.Local.Servers;
using Msq.Local.Stack;

namespace Msq.Tests.EndToEnd;

/// <summary>The system as in production, once for all tests of the collection: real servers, three services as processes of their own.</summary>
public sealed class RealStack : IAsyncLifetime
{
    private readonly string folder = Path.Combine(
        Environment.GetEnvironmentVariable("MSQ_TEST_LOGS") ?? Path.Combine(RepositoryRoot.Path, "artifacts", "test-logs"), $"real-stack-{Guid.CreateVersion7():N}");

    public MsqStack Stack { get; private set; } = null!;

    public RelayCaller Caller { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Stack = await MsqStack.StartAsync(new StackOptions { Folder = folder });
        Caller = new RelayCaller(Stack.CreateClient(), Stack.Chain.Url);
    }

    public async Task DisposeAsync()
    {
        Caller.Dispose();
        await Stack.DisposeAsync();
        // The servers' data is large and says nothing; the logs stay beside the test results.
        foreach (var data in new[] { "mariadb", "rabbitmq", "redis", "chain" })
            Directory.Delete(Path.Combine(folder, data), recursive: true);
    }
}
