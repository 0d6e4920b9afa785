using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Msq.Hosting.Callbacks;

/// <summary>Writes JSON as JavaScript's <c>JSON.stringify</c> does, to the letter: no encoder of System.Text.Json leaves as much as it does unescaped. Numbers are whole, and those below 2^53 are exact.</summary>
internal static class JavaScriptJson
{
    /// <summary>What JavaScript makes of <c>JSON.stringify({ ...JSON.parse(body), [name]: value })</c>: a property that the object has already keeps its place.</summary>
    public static string With(string body, string name, string value)
    {
        var properties = JsonNode.Parse(body)!.AsObject();
        properties[name] = value;
        var text = new StringBuilder();
        Write(text, JsonSerializer.SerializeToElement(properties));
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteAll(text, '{', value.EnumerateObject(), '}', property =>
                {
                    WriteText(text, property.Name);
                    text.Append(':');
                    Write(text, property.Value);
                });
                break;
            case JsonValueKind.Array:
                WriteAll(text, '[', value.EnumerateArray(), ']', item => Write(text, item));
                break;
            case JsonValueKind.String:
                WriteText(text, value.GetString()!);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, char begin, IEnumerable<T> items, char end, Action<T> write)
    {
        text.Append(begin);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
                text.Append(',');
            isFirst = false;
            write(item);
        }

        text.Append(end);
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => text.Append(character),
            };
        }

        text.Append('"');
    }
}
