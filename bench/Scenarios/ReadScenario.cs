using System.Net;
using Msq.Bench.Measures;
using Msq.Bench.Report;
using Msq.Bench.Stack;

namespace Msq.Bench.Scenarios;

/// <summary>How many statuses one API process tells.</summary>
internal sealed class ReadScenario : Scenario
{
    private const int Connections = 32;
    private const int Transactions = 100;

    public override string Name => "reads";

    public override async Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromSeconds(run.IsQuick ? 1 : 10);
        var ids = await run.Stack.SubmitAsync(Transactions, BenchStack.StillPool, cancellationToken);
        await run.Stack.ClearStillPoolAsync(cancellationToken);
        using var http = run.Stack.CreateClient(Connections);
        var tags = new Dictionary<Guid, string>();
        foreach (var id in ids)
        {
            using var answer = await http.GetAsync($"/api/v1/relay/status/{id}", cancellationToken);
            tags[id] = answer.Headers.ETag!.ToString();
        }

        var table = new FigureTable("GET /relay/status/{id}, 32 connections", ["answer", "/s", "% of raw reads"]);
        await AddAsync("200, all of it", id => GetAsync(http, id, null, HttpStatusCode.OK, cancellationToken));
        await AddAsync("304, If-None-Match", id => GetAsync(http, id, tags[id], HttpStatusCode.NotModified, cancellationToken));
        return [table];

        async Task AddAsync(string answer, Func<Guid, Task> get)
        {
            var rate = await Load.SaturateAsync(Connections, time, i => get(ids[i % ids.Count]), cancellationToken);
            table.Add(answer, rate, new Limit("raw reads", run.Limits.Reads).Share(rate));
        }
    }

    private static async Task GetAsync(HttpClient http, Guid id, string? tag, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/relay/status/{id}");
        if (tag is not null)
            request.Headers.Add("If-None-Match", tag);
        using var answer = await http.SendAsync(request, cancellationToken);
        if (answer.StatusCode != expected)
            throw new InvalidOperationException($"{answer.StatusCode} instead of {expected}");
        await answer.Content.CopyToAsync(Stream.Null, cancellationToken);
    }
}
