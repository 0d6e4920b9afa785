using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Msq.Api.Clients;
using Msq.Storage.Relayers;

namespace Msq.Api.Facades.OzRelayer;

/// <summary>Relayers and pools as OZ Relayer shows its relayers.</summary>
internal static class OzRelayers
{
    public static async Task<IResult> ListAsync(HttpContext context, RelayerTargets targets, RelayerFacts facts, CancellationToken cancellationToken)
    {
        if (OzPaging.Read(context.Request.Query) is not { } paging)
            return OzEnvelope.Refuse(StatusCodes.Status400BadRequest, OzPaging.Rule);
        var all = targets.All(context.Client());
        var items = new List<JsonObject>();
        foreach (var target in all.Skip((paging.Number - 1) * paging.Size).Take(paging.Size))
            items.Add(Json(target, await RowsAsync(target, facts, cancellationToken)));
        return OzEnvelope.Page(items, paging.Number, paging.Size, all.Count);
    }

    public static async Task<IResult> GetAsync(HttpContext context, string relayer, RelayerTargets targets, RelayerFacts facts, CancellationToken cancellationToken) =>
        targets.Find(context.Client(), relayer) is { } target
            ? OzEnvelope.Data(Json(target, await RowsAsync(target, facts, cancellationToken)))
            : OzEnvelope.NoSuchRelayer(relayer);

    public static async Task<IResult> GetStatusAsync(HttpContext context, string relayer, RelayerTargets targets, RelayerFacts facts, CancellationToken cancellationToken)
    {
        if (targets.Find(context.Client(), relayer) is not { } target)
            return OzEnvelope.NoSuchRelayer(relayer);
        var rows = await RowsAsync(target, facts, cancellationToken);
        var pending = 0;
        foreach (var one in target.Relayers)
            pending += await facts.OpenAsync(one.Id, cancellationToken);
        // A nonce and a last transaction belong to one address.
        var single = rows is [{ Address: { } address }] ? address : null;
        var last = single is null ? null : await facts.LastConfirmedAsync(target.Pool.ChainId, single, cancellationToken);
        return OzEnvelope.Data(new JsonObject
        {
            ["network_type"] = "evm",
            ["balance"] = (await BalanceAsync(target, rows, facts, cancellationToken)).ToString(CultureInfo.InvariantCulture),
            ["pending_transactions_count"] = pending,
            ["last_confirmed_transaction_timestamp"] = last is null ? null : OzTransaction.Time(last.ConfirmedAt ?? last.UpdatedAt),
            ["system_disabled"] = rows.All(IsDisabled),
            ["paused"] = rows.All(IsPaused),
            ["nonce"] = single is null ? "0" : $"{await facts.NonceAsync(target.Pool, single, cancellationToken)}",
        });
    }

    public static async Task<IResult> GetBalanceAsync(HttpContext context, string relayer, RelayerTargets targets, RelayerFacts facts, CancellationToken cancellationToken)
    {
        if (targets.Find(context.Client(), relayer) is not { } target)
            return OzEnvelope.NoSuchRelayer(relayer);
        var balance = await BalanceAsync(target, await RowsAsync(target, facts, cancellationToken), facts, cancellationToken);
        // A number of any length, as OZ Relayer writes it.
        return OzEnvelope.Data(new JsonObject { ["balance"] = JsonNode.Parse(balance.ToString(CultureInfo.InvariantCulture)), ["unit"] = "wei" });
    }

    private static async Task<IReadOnlyList<RelayerRow>> RowsAsync(RelayerTarget target, RelayerFacts facts, CancellationToken cancellationToken) =>
        [.. (await facts.OfAsync(target, cancellationToken)).Where(one => one.Row is not null).Select(one => one.Row!)];

    private static async Task<BigInteger> BalanceAsync(RelayerTarget target, IReadOnlyList<RelayerRow> rows, RelayerFacts facts, CancellationToken cancellationToken)
    {
        var sum = BigInteger.Zero;
        foreach (var address in rows.Select(row => row.Address).OfType<string>())
            sum += await facts.BalanceAsync(target.Pool, address, cancellationToken);
        return sum;
    }

    private static JsonObject Json(RelayerTarget target, IReadOnlyList<RelayerRow> rows) => new()
    {
        ["id"] = target.Name,
        ["name"] = target.Name,
        ["network"] = target.Pool.Name,
        ["network_type"] = "evm",
        ["paused"] = rows.All(IsPaused),
        ["policies"] = new JsonObject { ["min_balance"] = JsonNode.Parse($"{target.Pool.MinBalance ?? 0}"), ["gas_limit_estimation"] = true },
        ["signer_id"] = target.Name,
        // A pool of several has none of its own.
        ["address"] = rows is [{ Address: { } address }] ? address : "",
        ["system_disabled"] = rows.All(IsDisabled),
    };

    private static bool IsPaused(RelayerRow row) => row.State != OperatorState.Active;

    private static bool IsDisabled(RelayerRow row) => !row.Healthy;
}
