using Microsoft.Extensions.Configuration;
using Msq.Local.CommandLine;

namespace Msq.Tests.Commands;

/// <summary>Types commands, as somebody with these environment variables would.</summary>
internal sealed class Shell(IEnumerable<KeyValuePair<string, string?>> environment)
{
    private readonly IConfiguration _settings = new ConfigurationBuilder()
        .AddInMemoryCollection(environment.Select(one => new KeyValuePair<string, string?>(one.Key.Replace("__", ":", StringComparison.Ordinal), one.Value))).Build();

    /// <summary>Types a command.</summary>
    public async Task<Said> TypeAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await MsqCommandLine.RunAsync(arguments, _settings, output, error, CancellationToken.None);
        return new Said(code, output.ToString(), error.ToString());
    }
}

/// <summary>What a command ended with and said.</summary>
internal sealed record Said(int Code, string Output, string Error);
