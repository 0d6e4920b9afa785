using System.CommandLine;
using System.Text.Json;

namespace Msq.Local.CommandLine;

/// <summary>Prints answers: as they are for programs, or in columns for people.</summary>
internal static class Printing
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Prints JSON." };

    /// <summary>Prints a value as JSON.</summary>
    public static void WriteJson<T>(this TextWriter output, T value) => output.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>Prints an answer as JSON, or else in words.</summary>
    public static void Write(this TextWriter output, JsonElement answer, bool asJson, Action<JsonElement> inWords)
    {
        if (asJson)
            output.WriteJson(answer);
        else
            inWords(answer);
    }

    /// <summary>Prints rows in columns.</summary>
    public static void WriteColumns(this TextWriter output, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.Select(row => row.Select(Plain).ToList()).ToList();
        var widths = all.Count == 0 ? [] : Enumerable.Range(0, all[0].Count).Select(column => all.Max(row => row[column].Length)).ToList();
        foreach (var row in all)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>A field as people read it; nothing where there is none.</summary>
    public static string Text(this JsonElement json, string field) => json.TryGetProperty(field, out var value) && value.ValueKind is not JsonValueKind.Null ? value.ToString() : "";

    // What clients wrote must not move the terminal's cursor.
    private static string Plain(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '�' : letter));
}
