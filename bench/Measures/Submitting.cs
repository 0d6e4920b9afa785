using System.Globalization;
using System.Text.Json;

namespace Msq.Bench.Measures;

/// <summary>Submits as clients do.</summary>
internal static class Submitting
{
    /// <summary>Submits one transaction that says its own number.</summary>
    /// <returns>Its id.</returns>
    public static async Task<Guid> SubmitAsync(this HttpClient http, string pool, int number, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(
            "/api/v1/relay/direct", new { to = "0x00000000000000000000000000000000000000aa", data = Data(number), gasLimit = "50000", pool }, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("transactionId").GetGuid();
    }

    /// <summary>The calldata by which it is known at the relayer.</summary>
    public static string Data(int number) => "0x" + number.ToString("x64", CultureInfo.InvariantCulture);
}
