using System.CommandLine;
using System.Text.Json;
using Msq.Storage.Relayers;

namespace Msq.Local.CommandLine;

/// <summary><c>msq pool</c>: the relayers, over REST.</summary>
internal static class PoolCommands
{
    public static Command Create(IConfiguration settings, TextWriter output)
    {
        var json = Printing.JsonOption();
        var command = new Command("pool", $"Lists the relayers, or orders one. {ApiCaller.Needs} The key needs the scope admin.")
        {
            json,
            Order("pause", OperatorState.Paused, "Gives a relayer no new attempts; what it owns comes to its end.", settings, output),
            Order("drain", OperatorState.Draining, "As pause; the list says when nothing of it is open any more.", settings, output),
            Order("resume", OperatorState.Active, "Gives a relayer attempts again.", settings, output),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = new ApiCaller(settings);
            output.Write(await api.SendAsync(HttpMethod.Get, "pool", null, cancellationToken), parsed.GetValue(json), answer => Show(answer, output));
            return 0;
        });
        return command;
    }

    private static Command Order(string verb, string state, string description, IConfiguration settings, TextWriter output)
    {
        var (relayer, json) = (new Argument<string>("RELAYER") { Description = "Its id in the pool file." }, Printing.JsonOption());
        var reason = new Option<string?>("--reason") { Description = "Why; it is shown to other operators.", Required = state != OperatorState.Active };
        var command = new Command(verb, description) { relayer, reason, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = new ApiCaller(settings);
            var order = new Dictionary<string, string> { ["state"] = state };
            if (parsed.GetValue(reason) is { } why)
                order["reason"] = why;
            output.Write(await api.SendAsync(HttpMethod.Patch, $"pool/{Uri.EscapeDataString(parsed.GetRequiredValue(relayer))}", order, cancellationToken), parsed.GetValue(json), answer => Show(answer, output));
            return 0;
        });
        return command;
    }

    private static void Show(JsonElement answer, TextWriter output) =>
        output.WriteColumns(answer.GetProperty("pools").EnumerateArray().SelectMany(pool => pool.GetProperty("relayers").EnumerateArray().Select(relayer => (IReadOnlyList<string>)
        [
            pool.Text("name"), relayer.Text("id"), relayer.GetProperty("isDrained").GetBoolean() ? "drained" : relayer.Text("state"), relayer.Text("health"),
            $"{relayer.Text("open")} of {relayer.Text("maxPending")} open", $"{relayer.Text("balance")} wei", string.Join("; ", new[] { relayer.Text("reason"), relayer.Text("stateReason") }.Where(text => text.Length > 0)),
        ])));
}
