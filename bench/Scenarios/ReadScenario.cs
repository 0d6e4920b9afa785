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

        var table = new FigureTable("GET /relay/status/{id}, 32 connections", ["answer", "/s"]);
        table.Add("200, all of it", await Load.SaturateAsync(Connections, time, i => GetAsync(http, ids[i % ids.Count], null, HttpStatusCode.OK, cancellationToken), cancellationToken));
        table.Add("304, If-None-Match", await Load.SaturateAsync(Connections, time, i => GetAsync(http, ids[i % ids.Count], tags[ids[i % ids.Count]], HttpStatusCode.NotModified, cancellationToken), cancellationToken));
        return [table];
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
