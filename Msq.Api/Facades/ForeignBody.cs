using System.Text.Json;
using Msq.Api.Problems;

namespace Msq.Api.Facades;

/// <summary>A body in another program's words: unknown fields are left alone, but all of its text must be text.</summary>
internal static class ForeignBody
{
    /// <summary>Reads the body, as <see cref="JsonBody"/> does.</summary>
    public static Task<(T? Value, ProblemResult? Problem)> ReadAsync<T>(HttpRequest request, Func<JsonElement, T> read, CancellationToken cancellationToken) where T : class =>
        JsonBody.ReadAsync(request, json =>
        {
            ReadTexts(json);
            return read(json);
        }, cancellationToken);

    // Throws for what is none, before anything is made of it.
    private static void ReadTexts(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var field in json.EnumerateObject())
                {
                    _ = field.Name;
                    ReadTexts(field.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                    ReadTexts(item);
                break;
            case JsonValueKind.String:
                _ = json.GetString();
                break;
        }
    }
}
