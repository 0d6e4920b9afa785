using System.Text;
using System.Text.Json.Nodes;

namespace Msq.Tests.Fuzz;

/// <summary>Makes requests of the operations' valid ones: paths, methods, query strings, headers, content types, framing and bodies are changed, one or several at a time.</summary>
internal sealed class RequestFuzzer(IReadOnlyList<FuzzedOperation> operations, IReadOnlyDictionary<string, IReadOnlyList<JsonNode>> bodies, IReadOnlyList<Guid> transactions)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "PoSt", "FOO", "POST0", "P\u00d6ST"];
    private static readonly string[] Keys = ["payments-key", "games-key", "reader-key", "admin-key"];
    private static readonly string[] BadKeys = ["", " ", "payments-ke", "payments-key2", "expired-key", "revoked-key", "PAYMENTS-KEY", "payments-key\u00e9", "payments-key,games-key", new string('k', 9000)];

    private static readonly string[] Junk =
    [
        "", " ", "0", "-1", "1", "61", "1.5", "1e1", "01", "+1", "99999999999999999999", "true", "TRUE", "null", "%00", "%ff", "%zz", "%", "é", "%C3%A9", "%ED%A0%80", "..", "a/b", "{id}", "*", "a&b=c", "local", "other",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-0000-0000-000000000000}", "00000000000000000000000000000000", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
        "0x70997970c51812dc3A010C7d01b50e0d17dc79C8", "2026-11-26T12:00:00Z", "2026-11-26", "queued", "queued,mined", "direct", "relayer-1", "relayer-9", new string('9', 400), new string('a', 3000),
    ];

    private static readonly string[] ContentTypes =
    [
        "", "text/plain", "application/json; charset=utf-16", "application/json; charset=\"utf-8\"", "application/JSON", "application/json;charset=latin1", "application/problem+json", "application/json, text/plain",
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application", "application/json;;;", "\u00e9",
    ];

    private static readonly string[] KeysOfIdempotency = ["one", "\"two\"", "\"\"", "", "a b", new string('k', 255), new string('k', 256), "k\u00e9y", "\"open", "\t", "one, two"];
    private static readonly string[] Tags = ["*", "\"x\"", "W/\"x\"", "\"", "x", "\"a\", \"b\"", new string('"', 500), ""];
    private static readonly (string, string)[] Others =
    [
        ("Accept", "text/html"), ("Accept", "application/x-ndjson"), ("Accept", "text/csv"), ("Accept", "*/*;q=x"), ("Accept", ""), ("Accept-Encoding", "gzip;q=0, *"), ("Content-Encoding", "gzip"), ("Expect", "100-continue"),
        ("Upgrade", "websocket"), ("Last-Event-ID", "-1"), ("Last-Event-ID", "\u00e9"), ("Range", "bytes=0-"), ("X-Forwarded-For", "' OR 1=1"), ("X-HTTP-Method-Override", "DELETE"), ("Cookie", "a=b; c"), ("Date", "never"),
        ("Prefer", "wait=1000"), ("Te", "trailers"), ("X-\u00dcnicode", "x"), ("Bad Name", "x"), ("If-Match", "*"), ("If-None-Match", "x"), ("Origin", "null"), ("X-Signature", "AAAA"),
    ];

    /// <summary>The request with a number; the same one for the same seed.</summary>
    public RawRequest Make(Random random)
    {
        var operation = operations[random.Next(operations.Count)];
        var valid = Valid(random, operation, out var body);
        // Some stay as they are: what is right must get through.
        for (var changes = random.Next(10) switch { 0 => 0, 1 => random.Next(2, 5), _ => 1 }; changes > 0; changes--)
            valid = Change(random, operation, valid, body);
        return valid;
    }

    /// <summary>A valid request of an operation.</summary>
    public RawRequest Valid(Random random, FuzzedOperation operation, out JsonNode? body)
    {
        body = bodies.TryGetValue(operation.Id, out var own) ? own[random.Next(own.Count)] : operation.Body;
        var path = operation.Path.Replace("{id}", $"{transactions[random.Next(transactions.Count)]}", StringComparison.Ordinal);
        foreach (var parameter in operation.Parameters.Where(parameter => parameter is { In: "path", Name: not "id" }))
            path = path.Replace($"{{{parameter.Name}}}", parameter.Example?.ToString() ?? "1", StringComparison.Ordinal);
        var headers = new List<(string, string)> { ("Host", "localhost") };
        if (operation.NeedsKey)
            headers.Add(("X-API-Key", operation.Scopes.Contains("submit") ? Keys[random.Next(2)] : operation.Scopes is ["admin"] ? "admin-key" : Keys[random.Next(Keys.Length)]));
        if (body is not null)
            headers.Add(("Content-Type", "application/json"));
        var bytes = body is null ? [] : Encoding.UTF8.GetBytes(body.ToJsonString());
        var request = new RawRequest(operation.Method, path, headers, bytes, random.Next(10) == 0);
        return operation.NeedsKey ? request : Signed(operation, request);
    }

    private static RawRequest Change(Random random, FuzzedOperation operation, RawRequest request, JsonNode? body)
    {
        if (body is not null && random.Next(2) == 0)
        {
            var bytes = JsonMutator.Mutate(random, body);
            // Half of the webhooks are signed all the same: what is inside is to be looked at too.
            return operation.NeedsKey || random.Next(2) == 0 ? request with { Body = bytes } : Signed(operation, request with { Body = bytes });
        }

        return random.Next(9) switch
        {
            0 => request with { Method = Methods[random.Next(Methods.Length)] },
            1 => request with { Target = ChangePath(random, request.Target) },
            2 or 3 => request with { Target = request.Target + (request.Target.Contains('?', StringComparison.Ordinal) ? '&' : '?') + Query(random, operation) },
            4 => ChangeKey(random, request),
            5 => With(request, "Content-Type", ContentTypes[random.Next(ContentTypes.Length)]),
            6 => request with { Headers = [.. request.Headers, ("Idempotency-Key", KeysOfIdempotency[random.Next(KeysOfIdempotency.Length)])] },
            7 => request with { Headers = [.. request.Headers, random.Next(3) == 0 ? ("If-None-Match", Tags[random.Next(Tags.Length)]) : Others[random.Next(Others.Length)]] },
            _ => request with { Body = random.Next(3) switch { 0 => [], 1 => "{}"u8.ToArray(), _ => Bytes(random) }, IsChunked = random.Next(2) == 0 },
        };
    }

    private static string ChangePath(Random random, string target)
    {
        var (path, query) = target.Split('?', 2) is [var before, var after] ? (before, "?" + after) : (target, "");
        var parts = path.Split('/');
        var place = random.Next(1, parts.Length);
        parts[place] = random.Next(6) switch
        {
            0 => parts[place].ToUpperInvariant(),
            1 => parts[place] + "/",
            2 => Uri.HexEscape(parts[place].Length > 0 ? parts[place][0] : 'a') + parts[place][Math.Min(1, parts[place].Length)..],
            3 => parts[place][..random.Next(parts[place].Length + 1)],
            _ => Junk[random.Next(Junk.Length)],
        };
        return string.Join('/', parts).Replace(' ', '+') + query;
    }

    private static string Query(Random random, FuzzedOperation operation)
    {
        var known = operation.Parameters.Where(parameter => parameter.In == "query").Select(parameter => parameter.Name).ToList();
        var name = known.Count > 0 && random.Next(4) > 0 ? known[random.Next(known.Count)] : Junk[random.Next(Junk.Length)];
        var value = Junk[random.Next(Junk.Length)].Replace(' ', '+');
        return random.Next(8) switch { 0 => name, 1 => $"{name}={value}&{name}={value}", 2 => $"{name.ToUpperInvariant()}={value}", _ => $"{name}={value}" };
    }

    private static RawRequest ChangeKey(Random random, RawRequest request)
    {
        var bare = request with { Headers = [.. request.Headers.Where(header => header.Name != "X-API-Key")] };
        var (good, bad) = (Keys[random.Next(Keys.Length)], BadKeys[random.Next(BadKeys.Length)]);
        return random.Next(8) switch
        {
            0 => bare,
            1 => With(bare, "Authorization", $"Bearer {good}"),
            2 => With(bare, "Authorization", $"bearer  {bad}"),
            3 => With(bare, "Authorization", $"Basic {good}"),
            4 => request with { Headers = [.. request.Headers, ("X-API-Key", good)] },
            5 => With(request, "X-API-Key", good),
            _ => With(bare, "X-API-Key", bad),
        };
    }

    // OZ Monitor signs the time as well.
    private static RawRequest Signed(FuzzedOperation operation, RawRequest request)
    {
        var timestamp = operation.Parameters.Any(parameter => parameter.Name == "X-Timestamp") ? $"{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}" : null;
        var signed = With(request, "X-Signature", FuzzOracle.Sign(request.Body, timestamp));
        return timestamp is null ? signed : With(signed, "X-Timestamp", timestamp);
    }

    private static RawRequest With(RawRequest request, string name, string value) => request with { Headers = [.. request.Headers.Where(header => header.Name != name), (name, value)] };

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(random.Next(20) == 0 ? 300_000 : 600)];
        random.NextBytes(bytes);
        return bytes;
    }
}
