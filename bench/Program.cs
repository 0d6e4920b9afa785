using Msq.Bench;
using Msq.Bench.Measures;
using Msq.Bench.Report;
using Msq.Bench.Scenarios;
using Msq.Bench.Stack;

if (BenchArguments.Parse(args, Scenario.All.Select(scenario => scenario.Name), out var problem) is not { } arguments)
{
    await Console.Error.WriteLineAsync($"error: {problem}");
    return 2;
}

using var interruption = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interruption.Cancel();
};

var results = new BenchResults();
await using (var stack = await BenchStack.StartAsync(interruption.Token))
{
    var limits = await RawLimits.MeasureAsync(stack.BrokerUrl, stack.DatabaseConnection, TimeSpan.FromSeconds(arguments.IsQuick ? 1 : 3), arguments.IsQuick ? 1 : 3, interruption.Token);
    results.Add("limits", [limits.ToTable(), limits.Least.ToTable()]);
    foreach (var scenario in Scenario.All.Where(scenario => arguments.Scenarios.Contains(scenario.Name)))
        results.Add(scenario.Name, await scenario.RunAsync(new BenchRun(stack, limits, arguments.IsQuick), interruption.Token));
}

if (arguments.JsonFile is { } file)
    await results.WriteAsync(file, interruption.Token);
return 0;
