using Msq.Local.Servers;
using Msq.Local.Stack;
using Msq.Tests.Telemetry;

namespace Msq.Tests.EndToEnd;

/// <summary>The system as in production, once for all tests of the collection: real servers, three services as processes of their own.</summary>
public sealed class RealStack : IAsyncLifetime
{
    private readonly string folder = Path.Combine(
        Environment.GetEnvironmentVariable("MSQ_TEST_LOGS") ?? Path.Combine(RepositoryRoot.Path, "artifacts", "test-logs"), $"real-stack-{Guid.CreateVersion7():N}");

    public MsqStack Stack { get; private set; } = null!;

    public RelayCaller Caller { get; private set; } = null!;

    /// <summary>Where the services' traces go.</summary>
    public OtlpStub Telemetry { get; } = new();

    public async Task InitializeAsync()
    {
        await Telemetry.StartAsync();
        Stack = await MsqStack.StartAsync(new StackOptions { Folder = folder, Prepare = stack => ExportAsync(stack.Services) });
        Caller = new RelayCaller(Stack.CreateClient(), Stack.Chain.Url);
    }

    public async Task DisposeAsync()
    {
        Caller.Dispose();
        await Stack.DisposeAsync();
        await Telemetry.DisposeAsync();
        // The servers' data is large and says nothing; the logs stay beside the test results.
        foreach (var data in new[] { "mariadb", "rabbitmq", "redis", "chain" })
            Directory.Delete(Path.Combine(folder, data), recursive: true);
    }

    private Task ExportAsync(IEnumerable<ServiceProcess> services)
    {
        foreach (var service in services)
        {
            service.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = Telemetry.Url.ToString();
            service.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            service.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        }

        return Task.CompletedTask;
    }
}
