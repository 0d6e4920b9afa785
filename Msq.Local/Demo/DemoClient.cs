using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Msq.Local.Demo;

/// <summary>Uses the API as a client does, and shows what it answers.</summary>
internal sealed class DemoClient(HttpClient api, DemoScreen screen)
{
    /// <summary>Posts and reads the answer.</summary>
    /// <exception cref="DemoFailure">Another status came.</exception>
    public async Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1{path}")
        {
            Headers = { { "Idempotency-Key", $"demo-{Guid.CreateVersion7()}" } },
            Content = JsonContent.Create(body),
        };
        using var answer = await api.SendAsync(request, cancellation);
        if (answer.StatusCode != expected)
            throw new DemoFailure($"POST {request.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
    }

    /// <summary>Submits, and shows every step until it is over.</summary>
    /// <exception cref="DemoFailure">It was not confirmed.</exception>
    public async Task ConfirmAsync(string path, object body, CancellationToken cancellation)
    {
        var id = Text(await PostAsync(path, body, HttpStatusCode.Accepted, cancellation), "transactionId");
        JsonElement end = default;
        await screen.RunAsync(async () => end = await FollowAsync(id, cancellation));
        Console.WriteLine();
        foreach (var name in new[] { "transactionId", "transactionHash", "blockNumber", "gasUsed", "relayer" }) screen.Line(name, Text(end, name));
        if (Text(end, "status") != "confirmed") throw new DemoFailure($"the transaction ended as {Text(end, "status")}: {Text(end, "error")}");
    }

    private async Task<JsonElement> FollowAsync(string id, CancellationToken cancellation)
    {
        var reader = new StatusReader(api, id);
        var shown = 0;
        while (true)
        {
            screen.Waiting($"transaction {id}");
            var now = await reader.NextAsync(cancellation);
            foreach (var entry in now.GetProperty("timeline").EnumerateArray().Skip(shown))
            {
                screen.Step(Clock(entry), Text(entry, "status"), $"{Text(entry, "event")} {Text(entry, "detail")}".Trim());
                shown++;
            }

            if (Text(now, "status") is "confirmed" or "failed" or "canceled" or "expired") return now;
        }
    }

    private static string Clock(JsonElement entry) => entry.GetProperty("at").GetDateTimeOffset().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    // An absent value is shown as nothing, anything else as it was sent.
    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ToString() : "";
}
