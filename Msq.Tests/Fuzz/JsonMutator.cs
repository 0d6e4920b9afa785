using System.Text;
using System.Text.Json.Nodes;

namespace Msq.Tests.Fuzz;

/// <summary>Makes bodies of valid ones that are wrong in ways that clients, and attackers, get them wrong.</summary>
internal static class JsonMutator
{
    private const string Raw = "@@raw@@";

    // Values as texts of JSON: what no writer would write is among them.
    private static readonly string[] Junk =
    [
        "null", "true", "false", "0", "-0", "-1", "1.5", "1e3", "1e400", "-1e400", "21000", "20999", "1000000001", "9007199254740993", "9223372036854775808", "18446744073709551616",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935", "115792089237316195423570985008687907853269984665640564039457584007913129639936",
        "\"\"", "\" \"", "\"0\"", "\"00\"", "\"-1\"", "\"+1\"", "\"1e18\"", "\"1.0\"", "\" 1\"", "\"1 \"", "\"0x1\"", "\"1_000\"", "\"１２３\"", "\"\u0661\u0662\"", "\"21000\"",
        "\"115792089237316195423570985008687907853269984665640564039457584007913129639935\"", "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"",
        "\"0x\"", "\"0X\"", "\"0x0\"", "\"0x00\"", "\"0xzz\"", "\"0xGG\"", "\"00\"", "\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\"", "\"0x70997970c51812dc3A010C7d01b50e0d17dc79C8\"",
        "\"0X70997970C51812DC3A010C7D01B50E0D17DC79C8\"", "\"0x70997970C51812DC3A010C7D01B50E0D17DC79C8\"", "\"70997970c51812dc3a010c7d01b50e0d17dc79c8\"",
        "\"0x0000000000000000000000000000000000000000\"", "\"0x70997970c51812dc3a010c7d01b50e0d17dc79c\"", "\"0x70997970c51812dc3a010c7d01b50e0d17dc79c8a\"",
        "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u202e\"", "\"\\u200b0\"", "\"\\u0030\"", "\"a\\nb\"", "\"\u007f\"", "\"\\ud83d\\ude00\"", "\"' OR 1=1 --\"", "\"${jndi:ldap://x}\"", "\"<script>\"",
        "\"2000-01-01T00:00:00Z\"", "\"2999-01-01T00:00:00Z\"", "\"2999-01-01\"", "\"2999-13-01T00:00:00Z\"", "\"2999-01-01T00:00:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"0001-01-01T00:00:00+14:00\"",
        "\"2999-01-01T00:00:60Z\"", "\"2999-01-01T24:00:00Z\"", "\"2999-01-01t00:00:00.123456789z\"", "\"fast\"", "\"FAST\"", "\"safeLow\"", "\"safelow\"", "\"local\"", "\"other\"", "\"Local\"", "\"paused\"", "\"failed\"", "\"confirmed\"",
        "[]", "{}", "[[]]", "[null]", "{\"\":{}}", "[1,2,3]", "{\"to\":\"0x00\"}", "NaN", "Infinity", "undefined", "01", ".5", "0x10", "'x'", "\"\\x41\"", "\"unterminated",
    ];

    /// <summary>A body made of a valid one.</summary>
    public static byte[] Mutate(Random random, JsonNode valid)
    {
        var root = valid.DeepClone();
        var raws = new List<string>();
        for (var changes = random.Next(8) == 0 ? random.Next(2, 6) : 1; changes > 0; changes--)
            root = Change(random, root, raws);
        var text = root.ToJsonString();
        foreach (var raw in raws)
        {
            var place = text.IndexOf($"\"{Raw}\"", StringComparison.Ordinal);
            if (place < 0)
                break;
            text = string.Concat(text.AsSpan(0, place), raw, text.AsSpan(place + Raw.Length + 2));
        }

        return random.Next(5) == 0 ? Garble(random, text) : Encoding.UTF8.GetBytes(text);
    }

    private static JsonNode Change(Random random, JsonNode root, List<string> raws)
    {
        var places = Places(root).ToList();
        if (places.Count == 0)
            return new JsonObject { ["to"] = Raw };
        var (parent, key, index) = places[random.Next(places.Count)];
        var value = parent is JsonObject fields ? fields[key!] : parent.AsArray()[index];
        switch (random.Next(12))
        {
            case 0 when parent is JsonObject owner:
                owner.Remove(key!);
                break;
            case 1 when parent is JsonObject owner:
                owner.Remove(key!);
                owner[Rename(random, key!)] = value?.DeepClone();
                break;
            case 2 when parent is JsonObject owner:
                owner[random.Next(3) switch { 0 => "extra", 1 => "__proto__", _ => new string('k', random.Next(1, 300)) }] = Value(random, raws);
                break;
            case 3:
                Set(parent, key, index, Deep(random.Next(1, 200), random.Next(2) == 0));
                break;
            case 4:
                Set(parent, key, index, new JsonArray(value?.DeepClone()));
                break;
            case 5 when parent is JsonArray list:
                for (var copies = random.Next(1, 600); copies > 0; copies--)
                    list.Add(value?.DeepClone());
                break;
            case 6:
                Set(parent, key, index, JsonValue.Create(new string(random.Next(4) switch { 0 => '0', 1 => 'f', 2 => '9', _ => 'é' }, random.Next(1, random.Next(10) == 0 ? 300_000 : 2000))));
                break;
            case 7 when places[random.Next(places.Count)] is var (from, name, at):
                Set(parent, key, index, (from is JsonObject other ? other[name!] : from.AsArray()[at])?.DeepClone());
                break;
            case 8 or 9 when value is JsonValue single && single.TryGetValue<string>(out var text):
                Set(parent, key, index, JsonValue.Create(Twist(random, text)));
                break;
            default:
                Set(parent, key, index, Value(random, raws));
                break;
        }

        return random.Next(60) == 0 ? new JsonArray(root) : root;
    }

    private static JsonValue Value(Random random, List<string> raws)
    {
        raws.Add(Junk[random.Next(Junk.Length)]);
        return JsonValue.Create(Raw);
    }

    private static void Set(JsonNode parent, string? key, int index, JsonNode? value)
    {
        if (parent is JsonObject fields)
            fields[key!] = value;
        else
            parent.AsArray()[index] = value;
    }

    private static JsonNode Deep(int depth, bool lists)
    {
        JsonNode node = new JsonObject();
        for (; depth > 0; depth--)
            node = lists ? new JsonArray(node) : new JsonObject { ["a"] = node };
        return node;
    }

    private static string Rename(Random random, string key) => key.Length == 0 ? "to" : random.Next(5) switch
    {
        0 => key.ToUpperInvariant(),
        1 => key + " ",
        2 => key + "\u200b",
        3 => key[..^1],
        _ => char.ToUpperInvariant(key[0]) + key[1..],
    };

    private static string Twist(Random random, string text)
    {
        var place = random.Next(text.Length + 1);
        return random.Next(8) switch
        {
            0 => text[..place],
            1 => text.Insert(place, ((char)random.Next(0x20, 0x7f)).ToString()),
            2 => text.Insert(place, ((char)random.Next(0x80, 0xd7ff)).ToString()),
            3 => text.ToUpperInvariant(),
            4 => text + text,
            5 => " " + text,
            6 when place < text.Length => text[..place] + (char.IsUpper(text[place]) ? char.ToLowerInvariant(text[place]) : char.ToUpperInvariant(text[place])) + text[(place + 1)..],
            _ when place < text.Length => text[..place] + "0123456789abcdefABCDEF"[random.Next(22)] + text[(place + 1)..],
            _ => text + "\0",
        };
    }

    // What is no JSON any more, or no UTF-8, or JSON that says one thing twice.
    private static byte[] Garble(Random random, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var place = random.Next(bytes.Length);
        return random.Next(12) switch
        {
            0 => bytes[..place],
            1 => [.. bytes[..place], (byte)random.Next(256), .. bytes[place..]],
            2 => [.. bytes[..place], 0xc3, 0x28, .. bytes[place..]],
            3 => [0xef, 0xbb, 0xbf, .. bytes],
            4 => Encoding.Unicode.GetBytes(text),
            5 => [.. bytes, .. "{}"u8],
            6 => [.. "/*x*/"u8, .. bytes],
            7 => Encoding.UTF8.GetBytes(text.Replace("}", ",}", StringComparison.Ordinal)),
            8 => Encoding.UTF8.GetBytes(text.Replace('"', '\'')),
            9 when text.StartsWith("{\"", StringComparison.Ordinal) && text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 =>
                Encoding.UTF8.GetBytes($"{{{text[1..colon]}:{Junk[random.Next(20)]},{text[1..]}"),
            10 => [],
            _ => [.. bytes[..place], .. bytes[Math.Min(bytes.Length, place + random.Next(1, 9))..]],
        };
    }

    private static IEnumerable<(JsonNode Parent, string? Key, int Index)> Places(JsonNode node)
    {
        if (node is JsonObject fields)
        {
            foreach (var (key, value) in fields)
            {
                yield return (node, key, 0);
                foreach (var inner in value is null ? [] : Places(value))
                    yield return inner;
            }
        }
        else if (node is JsonArray items)
        {
            for (var i = 0; i < Math.Min(items.Count, 20); i++)
            {
                yield return (node, null, i);
                foreach (var inner in items[i] is { } item ? Places(item) : [])
                    yield return inner;
            }
        }
    }
}
