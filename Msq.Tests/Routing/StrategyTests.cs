using Msq.Hosting.Pools;
using Msq.StatusTracker.Routing;

namespace Msq.Tests.Routing;

/// <summary>How work is spread over relayers.</summary>
public sealed class StrategyTests
{
    private const int MaxPending = 50;

    [Fact]
    public void Round_robin_spreads_evenly()
    {
        var strategy = new RoundRobin();
        var relayers = Relayers(1, 1, 1);

        var counts = Count(Enumerable.Range(0, 300).Select(_ => strategy.Next(relayers)!));

        Assert.Equal([100, 100, 100], counts);
    }

    [Fact]
    public void Round_robin_gives_each_its_weight_and_mixes_them()
    {
        var strategy = new RoundRobin();
        var relayers = Relayers(3, 1);

        var chosen = Enumerable.Range(0, 400).Select(_ => strategy.Next(relayers)!.Id).ToList();

        Assert.Equal(300, chosen.Count(id => id == "relayer-0"));
        Assert.All(chosen.Chunk(4), four => Assert.Contains("relayer-1", four));
    }

    [Fact]
    public void Nobody_able_means_nobody()
    {
        Assert.Null(new RoundRobin().Next([]));
        Assert.Null(new LeastLoad().Next([], _ => 0));
    }

    [Fact]
    public void Least_load_takes_the_one_with_the_fewest_open_and_rotates_between_equals()
    {
        var strategy = new LeastLoad();
        var relayers = Relayers(1, 1, 1);

        Assert.Equal("relayer-1", strategy.Next(relayers, relayer => relayer.Id == "relayer-1" ? 4 : 5)!.Id);
        Assert.Equal([10, 10, 10], Count(Enumerable.Range(0, 30).Select(_ => strategy.Next(relayers, _ => 7)!)));
    }

    [Fact]
    public void Least_load_weighs_the_open_ones()
    {
        var relayers = Relayers(2, 1);

        Assert.Equal("relayer-0", new LeastLoad().Next(relayers, relayer => relayer.Id == "relayer-0" ? 9 : 5)!.Id);
        Assert.Equal("relayer-1", new LeastLoad().Next(relayers, relayer => relayer.Id == "relayer-0" ? 11 : 5)!.Id);
    }

    [Fact]
    public void Equal_relayers_get_equal_shares_within_a_tenth()
    {
        var done = Simulate([10, 10, 10], work: 3000);

        Assert.All(done, count => Assert.InRange(count, 900, 1100));
    }

    [Fact]
    public void With_work_always_waiting_a_relayer_that_is_ten_times_slower_gets_a_tenth_of_what_a_fast_one_gets()
    {
        var done = Simulate([10, 10, 100], work: 6000);

        Assert.InRange((double)done[2] / done[0], 0.05, 0.20);
        Assert.InRange((double)done[1] / done[0], 0.9, 1.1);
    }

    // Work that takes each relayer so many ticks; on every tick what is done makes room, and all room is filled.
    private static int[] Simulate(int[] ticks, int work)
    {
        var strategy = new LeastLoad();
        var relayers = Relayers([.. ticks.Select(_ => 1)]);
        var open = relayers.ToDictionary(relayer => relayer.Id, _ => new List<int>());
        var given = relayers.ToDictionary(relayer => relayer.Id, _ => 0);
        for (var (tick, left) = (0, work); left > 0; tick++)
        {
            foreach (var due in open.Values)
                due.RemoveAll(end => end <= tick);
            // A few at a time: clients do not send everything at once.
            for (var arrived = 0; arrived < 20 && left > 0; arrived++)
            {
                var able = relayers.Where(relayer => open[relayer.Id].Count < MaxPending).ToList();
                if (strategy.Next(able, relayer => open[relayer.Id].Count) is not { } chosen)
                    break;
                open[chosen.Id].Add(tick + ticks[relayers.IndexOf(chosen)] + (left % 3));
                given[chosen.Id]++;
                left--;
            }
        }

        return [.. relayers.Select(relayer => given[relayer.Id])];
    }

    private static int[] Count(IEnumerable<Relayer> chosen) => [.. chosen.CountBy(relayer => relayer.Id).OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    private static List<Relayer> Relayers(params int[] weights) =>
        [.. weights.Select((weight, i) => new Relayer($"relayer-{i}", new Uri("http://localhost"), $"relayer-{i}", "key", Consumers: 4, MaxPending, weight))];
}
