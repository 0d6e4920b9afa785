using System.Globalization;
using Msq.Local.DevRelayer;
using Msq.Local.Servers;

namespace Msq.Local.Stack;

/// <summary>A development relayer as a process of its own, its rows in its folder.</summary>
public sealed class DevRelayerProcess(string id, string folder, Development development, Uri chain, Uri api, IReadOnlyList<string> arguments)
    : DotnetServer(id, folder, "Msq.Local")
{
    protected override Task<ServerCommand> PrepareAsync(CancellationToken cancellation)
    {
        string[] memory = arguments.Contains("--memory") ? [] : ["--data", Path.Combine(Folder, Name)];
        // Secrets go by the environment: arguments are for everyone to read.
        var environment = new Dictionary<string, string?>
        {
            ["API_KEY"] = development.RelayerApiKey,
            ["KEYSTORE_PASSPHRASE"] = Development.KeystorePassphrase,
            ["WEBHOOK_SIGNING_KEY"] = development.WebhookSigningKey,
        };
        return Task.FromResult(Command(environment,
        [
            DevRelayerCommand.Name, "--relayer", $"{Name}={Development.Keystore(Name)}", "--rpc", chain.ToString(),
            "--chain-id", Anvil.ChainId.ToString(CultureInfo.InvariantCulture), "--port", Url.Port.ToString(CultureInfo.InvariantCulture),
            "--webhook-url", Development.WebhookUrl(api).ToString(), .. memory, .. arguments,
        ]));
    }

    // Any answer will do: without the key it is a refusal.
    protected override async Task<bool> IsReadyAsync(CancellationToken cancellation) => await GetAsync(new Uri(Url, "/api/v1/health"), cancellation) != 0;
}
