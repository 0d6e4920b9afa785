using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Msq.Local.DevRelayer;
using Msq.Local.Stack;

namespace Msq.Tests.Chaos;

/// <summary>Tells development relayers what shall go wrong, past the proxies.</summary>
public sealed class RelayerOrders : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly MsqStack _stack;

    public RelayerOrders(MsqStack stack)
    {
        _stack = stack;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", stack.RelayerApiKey);
    }

    public async Task DieAsync(int relayer, Checkpoint checkpoint)
    {
        try
        {
            await OrderAsync(relayer, $"die/{checkpoint}");
        }
        catch (HttpRequestException)
        {
            // It had work in hand and died before it could answer.
        }
    }

    public Task FailAsync(int relayer, Checkpoint checkpoint) => OrderAsync(relayer, $"fail/{checkpoint}");

    public Task SetClockAsync(int relayer, TimeSpan ahead) => OrderAsync(relayer, $"clock/{(int)ahead.TotalSeconds}");

    public Task SpoilWebhooksAsync(int relayer, string fault) => OrderAsync(relayer, $"webhooks/{fault}");

    public Task PurgeAsync(int relayer) => OrderAsync(relayer, "purge");

    public Task NoopAsync(int relayer) => OrderAsync(relayer, "noop");

    public async Task PauseAsync(int relayer, bool paused)
    {
        using var answer = await _http.PatchAsJsonAsync(new Uri(_stack.Relayers[relayer].Url, $"/api/v1/relayers/{_stack.Relayers[relayer].Name}"), new { paused });
        answer.EnsureSuccessStatusCode();
    }

    public async Task<string> AddressAsync(int relayer)
    {
        var answer = await _http.GetFromJsonAsync<JsonNode>(new Uri(_stack.Relayers[relayer].Url, $"/api/v1/relayers/{_stack.Relayers[relayer].Name}"));
        return answer!["data"]!["address"]!.GetValue<string>();
    }

    public void Dispose() => _http.Dispose();

    private async Task OrderAsync(int relayer, string order)
    {
        using var answer = await _http.PostAsync(new Uri(_stack.Relayers[relayer].Url, $"/api/v1/faults/{order}"), null);
        answer.EnsureSuccessStatusCode();
    }
}
