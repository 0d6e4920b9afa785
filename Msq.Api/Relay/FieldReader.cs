using System.Text.Json;

namespace Msq.Api.Relay;

/// <summary>Reads the fields of a JSON object strictly and gathers what is wrong, by field.</summary>
internal sealed class FieldReader
{
    // Enough to mend a request with: a hostile body must not come back as a longer answer.
    private const int MostFields = 20;
    private const int LongestName = 64;

    private readonly Dictionary<string, JsonElement> _fields = [];
    private readonly Dictionary<string, List<string>> _errors;
    private readonly string _path;

    /// <summary>Takes an object; unknown and repeated fields are errors.</summary>
    public FieldReader(JsonElement json, params IReadOnlyList<string> known) : this(json, "", [], known)
    {
    }

    private FieldReader(JsonElement json, string path, Dictionary<string, List<string>> errors, IReadOnlyList<string> known)
    {
        _path = path;
        _errors = errors;
        foreach (var field in json.EnumerateObject())
        {
            if (!TryRead(() => field.Name, out var name))
                Wrong("?", "the name of a field is no valid Unicode");
            else if (!known.Contains(name))
                Wrong(name, $"is unknown; known here: {string.Join(", ", known)}");
            else if (!_fields.TryAdd(name, field.Value))
                Wrong(name, "is given twice");
        }
    }

    /// <summary>What is wrong so far, by field.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors =>
        _errors.ToDictionary(entry => entry.Key, IReadOnlyList<string> (entry) => entry.Value);

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool IsValid => _errors.Count == 0;

    /// <summary>Notes that a field is wrong.</summary>
    public void Wrong(string field, string problem)
    {
        field = _path + (field.Length <= LongestName ? field : field[..LongestName] + "…");
        if (!_errors.TryGetValue(field, out var problems) && _errors.Count < MostFields)
            _errors[field] = problems = [];
        if (problems?.Count < MostFields)
            problems.Add(problem);
    }

    /// <summary>A text; null when it is missing or no text, which is an error unless it may be missing.</summary>
    public string? Text(string field, bool required = false)
    {
        if (Value(field) is not { } value)
        {
            if (required)
                Wrong(field, "is required");
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
            Wrong(field, value.ValueKind == JsonValueKind.Number ? "must be a string, not a number" : "must be a string");
        else if (TryRead(() => value.GetString()!, out var text))
            return text;
        else
            Wrong(field, "is no valid Unicode");
        return null;
    }

    /// <summary>An object that must be there; what is wrong inside it is noted here, as <c>field.inner</c>.</summary>
    public FieldReader? Object(string field, params IReadOnlyList<string> known)
    {
        if (Value(field) is { ValueKind: JsonValueKind.Object } json)
            return new FieldReader(json, $"{_path}{field}.", _errors, known);
        Wrong(field, Value(field) is null ? "is required" : "must be an object");
        return null;
    }

    /// <summary>The field's value; null when it is missing or null.</summary>
    public JsonElement? Value(string field) =>
        _fields.TryGetValue(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    // "\ud800" is JSON but no text: reading it throws.
    private static bool TryRead(Func<string> read, out string text)
    {
        try
        {
            text = read();
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
