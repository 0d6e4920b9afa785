using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Msq.Local.CommandLine;

/// <summary><c>msq tx</c>: transactions, over REST.</summary>
internal static partial class TransactionCommands
{
    private static readonly string[] Fields =
        ["transactionId", "status", "type", "transactionHash", "pool", "relayer", "from", "to", "value", "nonce", "blockNumber", "confirmations", "reference", "unresolved", "createdAt", "updatedAt"];

    public static Command Create(IConfiguration settings, TextWriter output) => new("tx", $"Transactions. {ApiCaller.Needs}") { Get(settings, output), List(settings, output), Cancel(settings, output) };

    private static Command Get(IConfiguration settings, TextWriter output)
    {
        var (wanted, json) = (new Argument<string>("ID|HASH") { Description = "Its id, or a hash on chain: 0x and 64 hex digits." }, Printing.JsonOption());
        var command = new Command("get", "Shows a transaction with its timeline.") { wanted, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = new ApiCaller(settings);
            var text = parsed.GetRequiredValue(wanted);
            var ids = HashPattern().IsMatch(text)
                ? (await api.SendAsync(HttpMethod.Get, $"relay/transactions?hash={text}", null, cancellationToken)).GetProperty("items").EnumerateArray().Select(item => item.Text("transactionId")).ToList()
                : [text];
            if (ids.Count == 0)
                throw new CommandFailure("no transaction has this hash");
            foreach (var id in ids)
                output.Write(await api.SendAsync(HttpMethod.Get, $"relay/transactions/{Uri.EscapeDataString(id)}", null, cancellationToken), parsed.GetValue(json), transaction => Show(transaction, output));
            return 0;
        });
        return command;
    }

    private static Command List(IConfiguration settings, TextWriter output)
    {
        var (status, client) = (new Option<string?>("--status") { Description = "Only those with this status." }, new Option<string?>("--client") { Description = "Only this client's (scope admin)." });
        var (limit, json) = (new Option<int>("--limit") { Description = "How many at most, 1 to 200.", DefaultValueFactory = _ => 50 }, Printing.JsonOption());
        var command = new Command("list", "Lists transactions, newest first.") { status, client, limit, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = new ApiCaller(settings);
            var query = string.Concat(new[] { ("status", parsed.GetValue(status)), ("client", parsed.GetValue(client)) }
                .Where(filter => filter.Item2 is not null).Select(filter => $"&{filter.Item1}={Uri.EscapeDataString(filter.Item2!)}"));
            output.Write(await api.SendAsync(HttpMethod.Get, $"relay/transactions?limit={parsed.GetValue(limit)}{query}", null, cancellationToken), parsed.GetValue(json), page => output.WriteColumns(
                page.GetProperty("items").EnumerateArray().Select(item => (IReadOnlyList<string>)[item.Text("transactionId"), item.Text("status"), item.Text("client"), item.Text("createdAt"), item.Text("reference")])));
            return 0;
        });
        return command;
    }

    private static Command Cancel(IConfiguration settings, TextWriter output)
    {
        var (id, json) = (new Argument<Guid>("ID") { Description = "Its id." }, Printing.JsonOption());
        var command = new Command("cancel", "Asks to cancel a transaction; the chain decides what becomes of it.") { id, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = new ApiCaller(settings);
            output.Write(await api.SendAsync(HttpMethod.Delete, $"relay/transactions/{parsed.GetValue(id)}", null, cancellationToken), parsed.GetValue(json), transaction => Show(transaction, output));
            return 0;
        });
        return command;
    }

    private static void Show(JsonElement transaction, TextWriter output)
    {
        output.WriteColumns(Fields.Select(field => (IReadOnlyList<string>)[field, transaction.Text(field)]).Where(row => row[1].Length > 0));
        if (transaction.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            output.WriteColumns([["error", $"{error.Text("code")}: {error.Text("message")}"]]);
        output.WriteLine();
        output.WriteColumns(transaction.GetProperty("timeline").EnumerateArray().Select(line => (IReadOnlyList<string>)[line.Text("at"), line.Text("event"), line.Text("detail")]));
    }

    [GeneratedRegex("^0x[0-9a-fA-F]{64}$")]
    private static partial Regex HashPattern();
}
