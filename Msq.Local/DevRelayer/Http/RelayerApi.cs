using System.Text.Json.Nodes;
using Msq.Local.DevRelayer.Lifecycle;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Http;

/// <summary>The part of OZ Relayer 1.3.0's API that concerns relayers themselves.</summary>
internal sealed class RelayerApi(RowStore rows, RelayerSet relayers, Chain chain, DevRelayerOptions options)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", () => Results.Text("OK"));
        routes.MapGet("/relayers", List);
        routes.MapGet("/relayers/{id}", (string id) => Envelope.Data(RelayerJson.Of(Find(id), options)));
        routes.MapPatch("/relayers/{id}", PatchAsync);
        routes.MapGet("/relayers/{id}/status", StatusAsync);
        routes.MapGet("/relayers/{id}/balance", BalanceAsync);
    }

    public Relayer Find(string id) => relayers.TryFind(id, out var relayer)
        ? relayer
        : throw ApiException.NotFound($"Relayer with ID {id} not found");

    /// <summary>The relayer, if it takes work.</summary>
    public Relayer FindActive(string id)
    {
        var relayer = Find(id);
        if (relayer.Settings.Paused) throw ApiException.Forbidden("Relayer paused");
        return relayer.Disabled is null ? relayer : throw ApiException.Forbidden("Relayer disabled");
    }

    private IResult List(HttpRequest request)
    {
        var paging = Paging.Of(request);
        var page = relayers.All.Skip((int)Math.Min(paging.Skip, int.MaxValue)).Take(paging.Take);
        return Envelope.Page(page.Select(one => RelayerJson.Of(one, options)), paging, relayers.All.Count);
    }

    private async Task<IResult> PatchAsync(string id, HttpRequest request)
    {
        var patch = await JsonBody.ReadAsync(request);
        var relayer = Find(id);
        if (relayer.Disabled is not null) throw ApiException.BadRequest("Relayer is disabled");
        var settings = RelayerPatch.Apply(patch, relayer.Settings);
        await rows.SetSettingsAsync(id, settings);
        relayer.Settings = settings;
        return Envelope.Data(RelayerJson.Of(relayer, options));
    }

    private async Task<IResult> StatusAsync(string id, HttpContext context)
    {
        var relayer = Find(id);
        var nonce = await AskAsync("nonce", () => chain.NonceAsync(relayer.Address, context.RequestAborted));
        var balance = await AskAsync("balance", () => chain.BalanceAsync(relayer.Address, context.RequestAborted));
        var own = rows.Where(row => row.RelayerId == id);
        return Envelope.Data(new JsonObject
        {
            ["network_type"] = "evm",
            ["balance"] = balance.ToString(),
            // What is `sent` does not count: the original forgets it.
            ["pending_transactions_count"] = own.Count(row => row.Status is TransactionStatus.Pending or TransactionStatus.Submitted),
            ["last_confirmed_transaction_timestamp"] = TransactionJson.Time(own.Max(row => row.ConfirmedAt)),
            ["system_disabled"] = relayer.Disabled is not null,
            ["paused"] = relayer.Settings.Paused,
            ["nonce"] = nonce.ToString(),
        });
    }

    private async Task<IResult> BalanceAsync(string id, HttpContext context)
    {
        var relayer = Find(id);
        var balance = await AskAsync("balance", () => chain.BalanceAsync(relayer.Address, context.RequestAborted));
        return Envelope.Data(new JsonObject { ["balance"] = RelayerJson.Number(balance), ["unit"] = "wei" });
    }

    private static async Task<T> AskAsync<T>(string what, Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw ApiException.Internal($"Failed to get {what}: {e.Message}");
        }
    }
}
