using System.Net;
using Msq.Local.Servers;

namespace Msq.Local.Stack;

/// <summary>One process of Msq.Api, Msq.Dispatcher or Msq.StatusTracker.</summary>
public sealed class ServiceProcess(string name, string folder, string project, IReadOnlyDictionary<string, string?> environment, int? port = null)
    : DotnetServer(name, folder, project, port)
{
    /// <summary>Settings by the names of environment variables; they count from the next start on.</summary>
    public Dictionary<string, string?> Environment { get; } = new(environment);

    protected override Task<ServerCommand> PrepareAsync(CancellationToken cancellation) => Task.FromResult(Command(Environment));

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellation) =>
        await GetAsync(new Uri(Url, "/health/ready"), cancellation) == HttpStatusCode.OK;
}
