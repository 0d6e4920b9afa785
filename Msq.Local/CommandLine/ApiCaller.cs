using System.Text.Json;

namespace Msq.Local.CommandLine;

/// <summary>Calls the API that <c>MSQ_URL</c> names with the key in <c>MSQ_API_KEY</c>.</summary>
internal sealed class ApiCaller : IDisposable
{
    /// <summary>What help texts say of the settings.</summary>
    public const string Needs = "Needs MSQ_URL (like https://msq.internal) and MSQ_API_KEY.";

    private readonly HttpClient http;

    /// <exception cref="CommandFailure">One of the settings is missing.</exception>
    public ApiCaller(IConfiguration settings)
    {
        if (!Uri.TryCreate(settings["MSQ_URL"], UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new CommandFailure("MSQ_URL is missing or no address of an API, like https://msq.internal", isOfUsage: true);
        if (settings["MSQ_API_KEY"] is not { Length: > 0 } key)
            throw new CommandFailure("MSQ_API_KEY is missing: it is the API key", isOfUsage: true);
        http = new HttpClient { BaseAddress = new Uri(url.AbsoluteUri.TrimEnd('/') + "/api/v1/") };
        http.DefaultRequestHeaders.TryAddWithoutValidation("X-API-Key", key);
    }

    /// <summary>Calls it.</summary>
    /// <exception cref="CommandFailure">It refuses, or does not answer; the message is its own words.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            using var response = await http.SendAsync(request, cancellationToken);
            var json = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(cancellationToken));
            return response.IsSuccessStatusCode ? json : throw new CommandFailure(Words(json));
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CommandFailure($"{http.BaseAddress!.Authority} does not answer as an API of Msq does: {exception.Message}");
        }
    }

    public void Dispose() => http.Dispose();

    private static string Words(JsonElement problem)
    {
        var detail = problem.TryGetProperty("detail", out var words) ? words.GetString() : null;
        return problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
            ? string.Join("; ", errors.EnumerateObject().Select(field => $"{field.Name} {string.Join(", ", field.Value.EnumerateArray())}"))
            : detail ?? "it was refused";
    }
}
