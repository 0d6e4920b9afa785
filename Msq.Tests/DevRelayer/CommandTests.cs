using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Msq.Local.DevRelayer;
using static Msq.Tests.DevRelayer.RelayerWorld;

namespace Msq.Tests.DevRelayer;

public sealed partial class CommandTests
{
    private static readonly string[] Enough =
        ["--relayer", "r=k.json", "--rpc", "http://127.0.0.1:8545", "--chain-id", "31337", "--memory", "--api-key", ApiKey, "--passphrase", "p"];

    [Fact]
    public void Secrets_may_come_from_the_environment()
    {
        var environment = new Dictionary<string, string> { ["API_KEY"] = ApiKey, ["KEYSTORE_PASSPHRASE"] = "secret", ["WEBHOOK_SIGNING_KEY"] = SigningKey };
        var options = DevRelayerCommand.Parse(
            ["--relayer", "a=1.json", "--relayer", "b=2.json", "--rpc", "http://127.0.0.1:8545", "--chain-id", "31337", "--data", "d", "--no-gap-fill"],
            environment.GetValueOrDefault);
        Assert.Equal([new DevRelayerAccount("a", "1.json", "secret"), new DevRelayerAccount("b", "2.json", "secret")], options.Relayers);
        Assert.Equal((ApiKey, SigningKey, "d", false, 8081), (options.ApiKey, options.WebhookSigningKey, options.DataDirectory, options.FillNonceGaps, options.Port));
    }

    [Theory]
    [InlineData("--colour: there is no such argument", "--colour", "red")]
    [InlineData("--port: a value is missing", "--port")]
    [InlineData("--port: x is not a number from 0 to 65535", "--port", "x")]
    [InlineData("--chain-id: is given twice", "--chain-id", "1")]
    [InlineData("--relayer: r is not of the form ID=FILE", "--relayer", "r")]
    [InlineData("--webhook-url: nowhere is not an http or https URL", "--webhook-url", "nowhere")]
    [InlineData("--data, --memory: exactly one of them is needed", "--data", "d")]
    [InlineData("--timings: slow is neither quick nor v130", "--timings", "slow")]
    public void A_wrong_argument_is_named(string message, params string[] more)
    {
        var error = Assert.Throws<FormatException>(() => DevRelayerCommand.Parse([.. Enough, .. more], _ => null));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task The_program_can_be_killed_at_any_time_and_goes_on_where_it_was()
    {
        using var folder = new TemporaryFolder();
        await using var world = await StartAsync(anvil: ["--no-mining"]);
        string id;
        using (var first = await ProgramAsync(world, folder))
        {
            using var client = ClientOf(first.Url);
            using var answer = await client.PostAsJsonAsync("relayers/relayer-2/transactions", Transfer());
            id = Text((await answer.Content.ReadFromJsonAsync<JsonNode>())!["data"]!["id"]);
        }

        using var second = await ProgramAsync(world, folder);
        using var again = ClientOf(second.Url);
        await UntilAsync(
            async () =>
            {
                await world.RpcAsync("anvil_mine", "0x1");
                return Text((await again.GetFromJsonAsync<JsonNode>($"relayers/relayer-2/transactions/{id}"))!["data"]!["status"]) == "confirmed";
            },
            () => "the transaction of the killed program");
        Assert.Equal("1", (await world.BalanceAsync(Receiver)).ToString());
    }

    private static async Task<RunningProgram> ProgramAsync(RelayerWorld world, TemporaryFolder folder)
    {
        var info = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Msq.Local.dll"), DevRelayerCommand.Name, "--relayer", $"relayer-2={Account(2).KeystorePath}",
            "--rpc", world.Chain.Url.ToString(), "--chain-id", "31337", "--data", folder.Path, "--port", "0",
        ])
        { RedirectStandardOutput = true };
        info.Environment["API_KEY"] = ApiKey;
        info.Environment["KEYSTORE_PASSPHRASE"] = "msq-dev";
        var process = Process.Start(info)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } found) return new RunningProgram(process, new Uri(found.Groups[1].Value));
        }

        throw new InvalidOperationException("The program ended without listening");
    }

    [GeneratedRegex("Development relayer on (http://[0-9.:]+)")]
    private static partial Regex Listening();

    /// <summary>Killed without warning at the end.</summary>
    private sealed record RunningProgram(Process Process, Uri Url) : IDisposable
    {
        public void Dispose()
        {
            Process.Kill();
            Process.WaitForExit();
            Process.Dispose();
        }
    }
}
