using System.Text.Json.Nodes;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Ethereum.Values;
using Msq.Hosting.Networks;
using Msq.Hosting.Pools;
using Msq.Storage.Relayers;
using Msq.Storage.Transactions;

namespace Msq.Api.Facades.Defender;

/// <summary>The relayer as Defender's SDK sees it. A pool of several is a relayer group to it: it has no address of its own, so the SDK's signers refuse it.</summary>
internal static class DefenderRelayer
{
    // Defender shows its quotas; here is none.
    private const int NoQuota = 0;

    public static async Task<IResult> GetAsync(HttpContext context, RelayerTargets targets, RelayerFacts facts, CancellationToken cancellationToken)
    {
        var target = targets.Default(context.Client());
        var relayers = await facts.OfAsync(target, cancellationToken);
        if (relayers.Any(one => one.Row?.Address is null))
            return NotSeen;
        var answer = new JsonObject
        {
            ["name"] = target.Name,
            ["network"] = DefenderNetworks.Name(target.Pool.ChainId),
            ["paused"] = relayers.All(IsPaused),
            ["createdAt"] = Time(DateTime.UnixEpoch),
            ["pendingTxCost"] = "0",
            ["minBalance"] = $"{target.Pool.MinBalance ?? 0}",
            ["policies"] = new JsonObject(),
        };
        if (relayers is [var (relayer, row)])
        {
            answer["relayerId"] = relayer.Id;
            answer["address"] = Address.Parse(row!.Address!).ToChecksum();
            return TypedResults.Ok(answer);
        }

        answer["relayerGroupId"] = target.Name;
        answer["systemPaused"] = false;
        answer["relayers"] = new JsonArray([.. relayers.Select(one => new JsonObject
        {
            ["relayerId"] = one.Relayer.Id,
            ["address"] = Address.Parse(one.Row!.Address!).ToChecksum(),
            ["network"] = DefenderNetworks.Name(target.Pool.ChainId),
        })]);
        return TypedResults.Ok(answer);
    }

    public static async Task<IResult> GetStatusAsync(HttpContext context, RelayerTargets targets, RelayerFacts facts, CancellationToken cancellationToken)
    {
        var target = targets.Default(context.Client());
        var relayers = await facts.OfAsync(target, cancellationToken);
        if (relayers.Any(one => one.Row?.Address is null))
            return NotSeen;
        var states = new List<JsonObject>();
        foreach (var one in relayers)
            states.Add(await StatusAsync(target.Pool, one.Relayer, one.Row!, facts, cancellationToken));
        if (states is [var single])
        {
            single["txsQuotaUsage"] = NoQuota;
            single["rpcQuotaUsage"] = NoQuota;
            return TypedResults.Ok(single);
        }

        return TypedResults.Ok(new JsonObject
        {
            ["relayerGroupId"] = target.Name,
            ["name"] = target.Name,
            ["numberOfPendingTransactions"] = states.Sum(state => state["numberOfPendingTransactions"]!.GetValue<int>()),
            ["paused"] = relayers.All(IsPaused),
            ["txsQuotaUsage"] = NoQuota,
            ["rpcQuotaUsage"] = NoQuota,
            ["relayers"] = new JsonArray([.. states]),
        });
    }

    private static async Task<JsonObject> StatusAsync(Pool pool, Relayer relayer, RelayerRow row, RelayerFacts facts, CancellationToken cancellationToken)
    {
        var status = new JsonObject
        {
            ["relayerId"] = relayer.Id,
            ["name"] = relayer.Id,
            ["nonce"] = await facts.NonceAsync(pool, row.Address!, cancellationToken),
            ["address"] = Address.Parse(row.Address!).ToChecksum(),
            ["numberOfPendingTransactions"] = await facts.OpenAsync(relayer.Id, cancellationToken),
            ["paused"] = IsPaused((relayer, row)),
            ["pendingTxCost"] = "0",
        };
        if (await facts.LastConfirmedAsync(pool.ChainId, row.Address!, cancellationToken) is { } last)
        {
            status["lastConfirmedTransaction"] = new JsonObject
            {
                ["hash"] = last.Hash,
                ["status"] = TransactionStatus.Confirmed,
                ["minedAt"] = Time(last.ConfirmedAt ?? last.UpdatedAt),
                ["sentAt"] = Time(last.CreatedAt),
                ["nonce"] = last.Nonce,
            };
        }

        return status;
    }

    /// <summary>A time as JavaScript prints it.</summary>
    public static string Time(DateTime utc) => utc.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsPaused((Relayer Relayer, RelayerRow? Row) one) => one.Row is not { State: OperatorState.Active, Healthy: true };

    private static ProblemResult NotSeen { get; } = ProblemResult.Of(StatusCodes.Status503ServiceUnavailable, "No dispatcher has seen the relayer yet.");
}
