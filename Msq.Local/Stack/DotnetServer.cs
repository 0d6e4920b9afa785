using Msq.Local.Servers;

namespace Msq.Local.Stack;

/// <summary>A web program of this solution as a process of its own.</summary>
public abstract class DotnetServer : Server
{
    private static readonly HttpClient Http = new();

    private readonly string project;

    /// <param name="name">Names the process and its log.</param>
    /// <param name="folder">Where its log goes.</param>
    /// <param name="project">The project that is the program.</param>
    /// <param name="port">Where it listens; null takes any free port.</param>
    protected DotnetServer(string name, string folder, string project, int? port = null) : base(name, folder)
    {
        this.project = project;
        Url = new Uri($"http://127.0.0.1:{port ?? FreePort.Next()}");
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    protected override IReadOnlyList<int> Ports => [Url.Port];

    protected ServerCommand Command(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        new(Executable.Find("dotnet", package: "dotnet-sdk-10.0"), [RepositoryRoot.Program(project), .. arguments])
        {
            Environment = new Dictionary<string, string?>(environment)
            {
                ["ASPNETCORE_URLS"] = Url.ToString(),
                ["Logging__Console__FormatterName"] = "simple",
                ["Logging__Console__FormatterOptions__SingleLine"] = "true",
                ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ",
                ["Logging__Console__FormatterOptions__ColorBehavior"] = "Disabled",
            },
        };

    protected static async Task<System.Net.HttpStatusCode> GetAsync(Uri url, CancellationToken cancellation)
    {
        using var answer = await Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return answer.StatusCode;
    }
}
