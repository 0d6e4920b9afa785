using System.Globalization;
using System.Runtime.InteropServices;
using Msq.Local.DevRelayer.Faults;

namespace Msq.Local.DevRelayer;

/// <summary>The development relayer as a program of its own: <c>Msq.Local --relayer-only …</c>.</summary>
public static class DevRelayerCommand
{
    /// <summary>The first argument that asks for it.</summary>
    public const string Name = "--relayer-only";

    private const string Usage = """
        Msq.Local --relayer-only: a relayer for development that imitates the HTTP API of OpenZeppelin Relayer 1.3.0.

          --relayer ID=FILE      a relayer and its V3 keystore; may be repeated
          --rpc URL              JSON-RPC endpoint of the node
          --chain-id N           the chain's id
          --data DIR             keeps rows and nonces here
          --memory               keeps them in memory only, and forgets them at the end
          --port N               port to listen on (8081)
          --host ADDRESS         address to listen on (127.0.0.1)
          --api-key KEY          bearer key, 32 characters or more (or API_KEY)
          --passphrase WORDS     of all keystores (or KEYSTORE_PASSPHRASE)
          --webhook-url URL      where changes are announced
          --webhook-key KEY      signs webhooks, 32 characters or more (or WEBHOOK_SIGNING_KEY)
          --confirmations N      blocks after the transaction's own (1)
          --faults               takes orders to go wrong at /api/v1/faults, for chaos tests
          --no-gap-fill          leaves unused nonces open, as the original does
          --timings quick|v130   how long things take: for development (quick), or as in the original
        """;

    /// <summary>Runs until SIGTERM or Ctrl-C.</summary>
    /// <param name="arguments">What follows <see cref="Name"/>.</param>
    /// <returns>The exit code: 0 after a stop, 2 if the arguments are wrong, 1 if it could not start.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        if (arguments.Contains("--help"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        var stop = new TaskCompletionSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning));
        try
        {
            var options = Parse(arguments, Environment.GetEnvironmentVariable);
            await using var host = await DevRelayerHost.StartAsync(options, loggers, options.Faults?.Clock);
            await stop.Task;
            return 0;
        }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message}\n\n{Usage}");
            return 2;
        }
        catch (Exception e) when (e is ArgumentException or IOException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>Reads the arguments; secrets may come from the environment.</summary>
    /// <exception cref="FormatException">An argument is wrong or missing; the message names it.</exception>
    public static DevRelayerOptions Parse(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var given = new Dictionary<string, List<string>>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            var isSwitch = name is "--memory" or "--no-gap-fill" or "--faults";
            if (!isSwitch && !Known.Contains(name)) throw new FormatException($"{name}: there is no such argument");
            if (!isSwitch && i + 1 == arguments.Count) throw new FormatException($"{name}: a value is missing");
            if (!given.TryGetValue(name, out var values)) given[name] = values = [];
            if (values.Count > 0 && name != "--relayer") throw new FormatException($"{name}: is given twice");
            values.Add(isSwitch ? "" : arguments[++i]);
        }

        string? Optional(string name) => given.GetValueOrDefault(name)?[0];
        string Required(string name) => Optional(name) ?? throw new FormatException($"{name}: is missing");
        string? Secret(string name, string variable) => Optional(name) ?? environment(variable);
        if (Optional("--memory") is null == Optional("--data") is null) throw new FormatException("--data, --memory: exactly one of them is needed");
        var passphrase = Secret("--passphrase", "KEYSTORE_PASSPHRASE") ?? throw new FormatException("--passphrase: is missing (or KEYSTORE_PASSPHRASE)");
        var faults = Optional("--faults") is null ? null : new FaultBoard();
        var options = new DevRelayerOptions
        {
            Host = Optional("--host") ?? "127.0.0.1",
            Port = (int)Number("--port", Optional("--port") ?? "8081", 65535),
            Relayers = [.. (given.GetValueOrDefault("--relayer") ?? throw new FormatException("--relayer: is missing")).Select(one => Account(one, passphrase))],
            RpcUrl = Address("--rpc", Required("--rpc")),
            ChainId = Number("--chain-id", Required("--chain-id"), ulong.MaxValue),
            ApiKey = Secret("--api-key", "API_KEY") ?? throw new FormatException("--api-key: is missing (or API_KEY)"),
            WebhookUrl = Optional("--webhook-url") is { } url ? Address("--webhook-url", url) : null,
            WebhookSigningKey = Secret("--webhook-key", "WEBHOOK_SIGNING_KEY"),
            Confirmations = Number("--confirmations", Optional("--confirmations") ?? "1", ulong.MaxValue),
            DataDirectory = Optional("--data"),
            FillNonceGaps = Optional("--no-gap-fill") is null,
            Timings = (Optional("--timings") ?? "quick") switch
            {
                "quick" => DevRelayerTimings.Quick,
                "v130" => DevRelayerTimings.V130,
                var other => throw new FormatException($"--timings: {other} is neither quick nor v130"),
            },
        };
        return faults is null ? options : options with { Faults = faults, Reached = faults.ReachedAsync, WebhookDelays = faults.WebhookDelays };
    }

    private static readonly HashSet<string> Known =
    [
        "--relayer", "--rpc", "--chain-id", "--data", "--port", "--host", "--api-key", "--passphrase", "--webhook-url", "--webhook-key",
        "--confirmations", "--timings",
    ];

    private static DevRelayerAccount Account(string text, string passphrase) => text.Split('=', 2) is [{ Length: > 0 } id, { Length: > 0 } path]
        ? new DevRelayerAccount(id, path, passphrase)
        : throw new FormatException($"--relayer: {text} is not of the form ID=FILE");

    private static ulong Number(string name, string text, ulong most) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new FormatException($"{name}: {text} is not a number from 0 to {most}");

    private static Uri Address(string name, string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        ? url
        : throw new FormatException($"{name}: {text} is not an http or https URL");
}
