using Msq.Bench;
using Msq.Bench.Report;
using Msq.Bench.Scenarios;

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
foreach (var scenario in Scenario.All.Where(scenario => arguments.Scenarios.Contains(scenario.Name)))
{
    var table = await scenario.RunAsync(arguments.IsQuick, interruption.Token);
    results.Add(scenario.Name, table);
    table.Print();
}

if (arguments.JsonFile is { } file)
    await results.WriteAsync(file);
return 0;
