using System.Globalization;
using System.Text.Json;

namespace Msq.Tests.Chaos;

/// <summary>What a run came to: what clients were told, against what the chain has.</summary>
/// <param name="Submitted">Transactions that were accepted.</param>
/// <param name="OnChain">Effects.</param>
/// <param name="Lost">Accepted, and gone: unknown to the API, or confirmed without an effect.</param>
/// <param name="Doubled">Effects beyond one for each transaction.</param>
/// <param name="Stuck">Not over in time.</param>
/// <param name="Wrong">Ended as not executed, but executed; or two that claim one hash.</param>
/// <param name="Ends">How many came to each end.</param>
public sealed record ChaosVerdict(int Submitted, int OnChain, int Lost, int Doubled, int Stuck, int Wrong, IReadOnlyDictionary<string, int> Ends)
{
    /// <summary>Reads every transaction as its client would, and counts the marks on the chain.</summary>
    public static async Task<ChaosVerdict> ReachAsync(ChaosClients clients, Counter counter)
    {
        var effects = await counter.EffectsAsync();
        var states = new List<(Submission Submission, JsonElement? State)>();
        foreach (var chunk in clients.Taken.Chunk(32))
            states.AddRange(await Task.WhenAll(chunk.Select(async one => (one, await clients.ReadAsync(one.Id)))));

        var (lost, doubled, wrong) = (0, 0, 0);
        foreach (var sameMark in states.GroupBy(one => one.Submission.Mark))
        {
            var known = sameMark.Select(one => Text(one.State, "status")).ToList();
            var confirmed = known.Count(status => status == "confirmed");
            var ended = known.Count(status => status is "failed" or "canceled" or "expired");
            var happened = effects.GetValueOrDefault(sameMark.Key);
            lost += known.Count(status => status is null) + Math.Max(0, confirmed - happened);
            doubled += Math.Max(0, happened - known.Count);
            wrong += Math.Clamp(happened - (known.Count - ended), 0, ended);
        }

        var hashes = states.Where(one => Text(one.State, "status") == "confirmed").Select(one => Text(one.State, "transactionHash")).ToList();
        return new ChaosVerdict(
            states.Count, effects.Values.Sum(), lost, doubled,
            states.Count(one => one.State is not null && Text(one.State, "status") is not ("confirmed" or "failed" or "canceled" or "expired")),
            wrong + hashes.Count - hashes.Distinct().Count(),
            states.GroupBy(one => End(one.State)).OrderByDescending(end => end.Count()).ToDictionary(end => end.Key, end => end.Count()));
    }

    /// <summary>The last line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"chaos: {Submitted} submitted, {OnChain} on chain, {Lost} lost, {Doubled} doubled, {Stuck} stuck, {Wrong} wrong");

    private static string End(JsonElement? state) =>
        state is { } known && known.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? $"{Text(state, "status")} ({error.GetProperty("code").GetString()})"
            : Text(state, "status") ?? "unknown";

    private static string? Text(JsonElement? state, string name) => state?.GetProperty(name).GetString();
}
