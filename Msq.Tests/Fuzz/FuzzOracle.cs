using System.Globalization;
using System.Net.Http.Headers;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Msq.Ethereum.Hashing;
using Msq.Tests.Api;
using NJsonSchema;

namespace Msq.Tests.Fuzz;

/// <summary>
/// Says what is wrong with an answer. It knows the OpenAPI document and the rules of the wire, and nothing of the code that reads requests: what was accepted must be right by
/// these alone.
/// </summary>
internal sealed class FuzzOracle(IReadOnlyList<FuzzedOperation> operations, IReadOnlySet<string> codes)
{
    private static readonly Dictionary<string, string[]> Scopes = new()
    {
        ["payments-key"] = ["submit", "read"],
        ["games-key"] = ["submit", "read"],
        ["reader-key"] = ["read"],
        ["admin-key"] = ["admin"],
    };

    // Of the server itself, before there is a route.
    private static readonly int[] Everywhere = [400, 404, 405, 408, 411, 413, 414, 415, 431];

    private static readonly BigInteger MostWei = BigInteger.Pow(2, 256) - 1;

    /// <summary>The signature that a webhook must have: OZ Relayer's, or with a time OZ Monitor's.</summary>
    public static string Sign(byte[] body, string? timestamp) => timestamp is null
        ? Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ApiWorld.SigningKey), body))
        : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ApiWorld.SigningKey), body.Concat(Encoding.ASCII.GetBytes(timestamp)).ToArray()));

    /// <summary>What is wrong; null when nothing is.</summary>
    public string? Complaint(RawRequest request, RawAnswer? answer)
    {
        if (answer is null)
            return "no answer";
        if (answer.Status >= 500)
            return $"{answer.Status}: {answer.Body}";

        var target = request.Target.Split('?', 2);
        var path = Uri.UnescapeDataString(target[0].Split('#')[0]);
        var operation = operations.FirstOrDefault(one => one.Method.Equals(request.Method, StringComparison.OrdinalIgnoreCase) && one.PathPattern.IsMatch(path));
        if (answer.Status >= 400)
            return Refusal(operation, request, answer);
        if (operation is null)
            return answer.Status is 301 or 302 or 304 || answer.ContentType is "text/html" or "application/json" || request.Method is "HEAD" or "OPTIONS" ? null : $"{answer.Status} for what is in no document";
        return operation.Statuses.Contains(answer.Status) ? Nonsense(operation, request, answer, path, target.Length > 1 ? target[1] : "") : $"{answer.Status} is not documented";
    }

    /// <summary>The transactions that an answer says were accepted.</summary>
    public static IEnumerable<Guid> Accepted(RawRequest request, RawAnswer answer)
    {
        // Orders of operators are answered 202 too, with a transaction that there was before.
        if (!request.Method.Equals("POST", StringComparison.OrdinalIgnoreCase) || !Uri.UnescapeDataString(request.Target).Contains("/relay/", StringComparison.OrdinalIgnoreCase) || answer.Json is not { } json)
            return [];
        return json.TryGetProperty("items", out var items)
            ? items.EnumerateArray().Select(item => item.GetProperty("transactionId")).Where(id => id.ValueKind == JsonValueKind.String).Select(id => id.GetGuid())
            : [json.GetProperty("transactionId").GetGuid()];
    }

    private string? Refusal(FuzzedOperation? operation, RawRequest request, RawAnswer answer)
    {
        if (operation is not null && !operation.Statuses.Contains(answer.Status) && !Everywhere.Contains(answer.Status))
            return $"{answer.Status} is not documented";
        // What is no HTTP gets no more than a status.
        if (answer.Body.Length == 0 && (request.Method == "HEAD" || answer.Status is 400 or 405 or 408 or 411 or 413 or 414 or 431))
            return null;
        if (answer.ContentType != "application/problem+json" || answer.Json is not { ValueKind: JsonValueKind.Object } problem)
            return $"{answer.Status} is no problem: {answer.Body}";
        return problem.TryGetProperty("code", out var code) && codes.Contains(code.GetString()!) && problem.GetProperty("status").GetInt32() == answer.Status ? null : $"the code is not documented: {answer.Body}";
    }

    private static string? Nonsense(FuzzedOperation operation, RawRequest request, RawAnswer answer, string path, string query)
    {
        if (operation.NeedsKey && !MayUse(operation, request))
            return "it was let in without a key that may do it";
        if (!operation.NeedsKey && !(request.Header("X-Signature") is [var signature] && signature == Sign(request.Body, request.Header("X-Timestamp").SingleOrDefault())))
            return "a webhook without a good signature was taken";

        foreach (var parameter in operation.Parameters)
        {
            if (Wrong(parameter, operation, request, path, query) is { } wrong)
                return wrong;
        }

        if (operation.BodySchema is null)
            return null;
        if (!MediaTypeHeaderValue.TryParse(request.Header("Content-Type").SingleOrDefault(), out var type) && operation.NeedsKey)
            return "a body without a type was taken";
        if (operation.NeedsKey && (!string.Equals(type!.MediaType, "application/json", StringComparison.OrdinalIgnoreCase) || type.CharSet?.Trim('"').ToLowerInvariant() is not (null or "utf-8")))
            return "a body of another type was taken";
        return Body(operation, request.Body, answer);
    }

    private static bool MayUse(FuzzedOperation operation, RawRequest request)
    {
        var keys = request.Header("X-API-Key").Where(key => key.Length > 0).ToList();
        var bearer = request.Header("Authorization").Where(value => value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)).Select(value => value[7..].Trim());
        return keys.Concat(bearer).Any(key => Scopes.TryGetValue(key, out var scopes) && scopes.Intersect(operation.Scopes).Any());
    }

    private static string? Wrong(FuzzedParameter parameter, FuzzedOperation operation, RawRequest request, string path, string query)
    {
        var values = parameter.In switch
        {
            "path" => [operation.PathPattern.Match(path).Groups[parameter.Name].Value],
            "header" => request.Header(parameter.Name),
            _ => query.Split('&').Select(pair => pair.Split('=', 2)).Where(pair => Decode(pair[0]).Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Length > 1 ? Decode(pair[1]) : "").ToList(),
        };
        if (values.Count == 0 || parameter.Name is "If-None-Match")
            return null;
        if (values.Count > 1)
            return $"{parameter.Name} was taken twice";
        if (parameter.Name == "Idempotency-Key")
            return Regex.IsMatch(Regex.Replace(values[0], "^\"(.*)\"$", "$1"), @"^[\x21-\x7e]{1,255}$") ? null : "a bad Idempotency-Key was taken";
        return Fits(parameter.Schema, values[0]) ? null : $"{parameter.Name}={values[0]} was taken";
    }

    private static bool Fits(JsonNode schema, string text)
    {
        var type = schema["type"] is JsonArray types ? types.Select(one => (string)one!).ToList() : [(string?)schema["type"] ?? "string"];
        if (schema["enum"] is JsonArray words && !words.Any(word => word?.ToString() == text))
            return false;
        if (type.Contains("integer"))
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && (schema["minimum"] is not { } least || number >= (long)least) && (schema["maximum"] is not { } most || number <= (long)most);
        if (type.Contains("boolean"))
            return text is "true" or "false";
        if ((string?)schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern))
            return false;
        return (string?)schema["format"] != "uuid" || Guid.TryParseExact(text, "D", out _);
    }

    private static string? Body(FuzzedOperation operation, byte[] body, RawAnswer answer)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body);
            // A webhook may say what Msq does not know, and a batch may hold items that were refused.
            if (!operation.NeedsKey)
                return JsonNode.Parse(text) is null ? "nothing was taken for a webhook" : null;
            return operation.Id == "SubmitBatch" ? Batch(operation, text, answer) : Object(operation.Id, operation.BodySchema!, text);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or Newtonsoft.Json.JsonException)
        {
            return $"what is no JSON was taken: {exception.Message}";
        }
    }

    private static string? Object(string operation, JsonSchema schema, string text)
    {
        var json = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 64 })!;
        if (operation == "Simulate")
            schema = schema.OneOf.ElementAt(json["request"] is null ? 0 : 1);
        LeaveOutNulls(json, schema);
        if (schema.Validate(json.ToJsonString()) is { Count: > 0 } errors)
            return $"what the document forbids was taken: {errors.First()}";
        return operation switch
        {
            "SubmitDirect" => Direct(json),
            "SubmitGasless" => Gasless(json),
            "Simulate" => json["request"] is null ? Direct(json) : Gasless(json),
            _ => null,
        };
    }

    // The document says once, for all, that an optional field may be null.
    private static void LeaveOutNulls(JsonNode json, JsonSchema schema)
    {
        if (json is not JsonObject fields)
            return;
        foreach (var (name, property) in schema.ActualProperties)
        {
            if (!fields.TryGetPropertyValue(name, out var value))
                continue;
            if (value is null && !property.IsRequired)
                fields.Remove(name);
            else if (value is not null)
                LeaveOutNulls(value, property);
        }
    }

    private static string? Batch(FuzzedOperation operation, string text, RawAnswer answer)
    {
        using var document = JsonDocument.Parse(text);
        var items = document.RootElement.GetProperty("items").EnumerateArray().ToList();
        var taken = answer.Json!.Value.GetProperty("items").EnumerateArray().ToList();
        if (items.Count is 0 or > 500 || items.Count != taken.Count || document.RootElement.EnumerateObject().Count() != 1)
            return "a bad batch was taken";
        foreach (var (item, _) in items.Zip(taken).Where(pair => pair.Second.GetProperty("transactionId").ValueKind == JsonValueKind.String))
        {
            if (Object("item", operation.BodySchema!.ActualProperties["items"].Item!, item.GetRawText()) is { } wrong)
                return wrong;
            var json = JsonNode.Parse(item.GetRawText())!;
            if ((json["direct"] is { } own ? Direct(own) : Gasless(json["gasless"]!)) is { } nonsense)
                return nonsense;
        }

        return null;
    }

    private static string? Direct(JsonNode json)
    {
        if (!IsAddress((string)json["to"]!))
            return "a bad address was taken";
        if (json["value"] is { } value && BigInteger.Parse((string)value!, NumberStyles.None, CultureInfo.InvariantCulture) > MostWei)
            return "more than there can be was taken";
        if (json["gasLimit"] is { } gas && (!ulong.TryParse(gas.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var units) || units is < 21_000 or > 1_000_000_000))
            return "a bad gasLimit was taken";
        if (json["validUntil"] is { } until && !(DateTimeOffset.TryParse((string)until!, CultureInfo.InvariantCulture, out var time) && time > TimeProvider.System.GetUtcNow().AddMinutes(-1)))
            return "a bad validUntil was taken";
        return ((string?)json["reference"])?.Any(char.IsControl) == true ? "a reference with control characters was taken" : null;
    }

    // Every signature that the fuzzer begins with is good, and none of another request is known to it: what is taken must say the same.
    private static string? Gasless(JsonNode json)
    {
        var request = json["request"]!;
        return IsAddress((string)request["from"]!) && IsAddress((string)request["to"]!) && FuzzWorld.IsSigned(request, (string)json["signature"]!) ? null : "a request that nobody signed was taken";
    }

    // EIP-55: all lower, all upper, or the checksum.
    private static bool IsAddress(string text)
    {
        if (!Regex.IsMatch(text, "^0x[0-9a-fA-F]{40}$"))
            return false;
        var digits = text[2..];
        if (!digits.Any(char.IsAsciiLetterUpper) || !digits.Any(char.IsAsciiLetterLower))
            return true;
        var hash = Convert.ToHexStringLower(Keccak256.Hash(Encoding.ASCII.GetBytes(digits.ToLowerInvariant())));
        return digits.Zip(hash).All(pair => !char.IsLetter(pair.First) || char.IsUpper(pair.First) == (pair.Second >= '8'));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
