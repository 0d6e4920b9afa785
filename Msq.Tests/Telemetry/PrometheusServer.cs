using System.Net.Http.Json;
using System.Text.Json;
using Msq.Local.Servers;

namespace Msq.Tests.Telemetry;

/// <summary>Prometheus, which asks some processes for their metrics every second.</summary>
internal sealed class PrometheusServer(string folder, IEnumerable<Uri> processes) : Server("prometheus", folder)
{
    private static readonly HttpClient Http = new();
    private readonly int port = FreePort.Next();

    /// <summary>How many of the processes have answered it lately.</summary>
    public async Task<int> AnsweredAsync()
    {
        var answer = await Http.GetFromJsonAsync<JsonElement>($"http://127.0.0.1:{port}/api/v1/query?query={Uri.EscapeDataString("up == 1")}");
        return answer.GetProperty("data").GetProperty("result").GetArrayLength();
    }

    protected override IReadOnlyList<int> Ports => [port];

    protected override async Task<ServerCommand> PrepareAsync(CancellationToken cancellation)
    {
        var configuration = Path.Combine(Folder, "prometheus.yml");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            global: { scrape_interval: 1s }
            scrape_configs:
              - job_name: msq
                static_configs: [{ targets: [{{string.Join(", ", processes.Select(process => $"\"{process.Authority}\""))}}] }]
            """,
            cancellation);
        return new ServerCommand(
            Executable.Find("prometheus", "prometheus"),
            $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(Folder, "data")}", $"--web.listen-address=127.0.0.1:{port}");
    }

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}/-/ready"), cancellation);
        return answer.IsSuccessStatusCode;
    }
}
