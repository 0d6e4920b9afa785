using System.Globalization;

namespace Msq.Local.Commands;

/// <summary>What ./run was asked for.</summary>
public sealed record Arguments(bool Demo, bool Real, bool Keep, int? Port)
{
    private const int DefaultPort = 8080;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">An argument is wrong; the message names it.</exception>
    public static Arguments Parse(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var read = new Arguments(Demo: false, Real: false, Keep: false, Port: null);
        for (var i = 0; i < arguments.Count; i++)
        {
            read = arguments[i] switch
            {
                "demo" => read with { Demo = true },
                "--real" => read with { Real = true },
                "--keep" => read with { Keep = true },
                "--port" => read with { Port = ParsePort("--port", ++i < arguments.Count ? arguments[i] : "") },
                var other => throw new FormatException($"unknown argument: {other}; see ./run --help"),
            };
        }

        if (read.Port is null && environment("MSQ_PORT") is { Length: > 0 } text) read = read with { Port = ParsePort("MSQ_PORT", text) };
        return read.Port is null && !read.Demo ? read with { Port = DefaultPort } : read;
    }

    private static int ParsePort(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port
            : throw new FormatException($"{name}: '{text}' is not a port; it must be a number from 1 to 65535");
}
