using System.Text.Json;

namespace Msq.Api.Relay;

/// <summary>Reads the fields of a JSON object strictly and gathers what is wrong, by field.</summary>
internal sealed class FieldReader
{
    private readonly Dictionary<string, JsonElement> _fields = [];
    private readonly Dictionary<string, List<string>> _errors = [];

    /// <summary>Takes an object; unknown and repeated fields are errors.</summary>
    public FieldReader(JsonElement json, params IReadOnlyList<string> known)
    {
        foreach (var field in json.EnumerateObject())
        {
            if (!known.Contains(field.Name))
                Wrong(field.Name, $"is unknown; known here: {string.Join(", ", known)}");
            else if (!_fields.TryAdd(field.Name, field.Value))
                Wrong(field.Name, "is given twice");
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
        if (!_errors.TryGetValue(field, out var problems))
            _errors[field] = problems = [];
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

        if (value.ValueKind == JsonValueKind.String)
            return Decode(field, value);
        Wrong(field, value.ValueKind == JsonValueKind.Number ? "must be a string, not a number" : "must be a string");
        return null;
    }

    // JSON can escape half of a surrogate pair, which no text can hold.
    private string? Decode(string field, JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            Wrong(field, "holds half of a surrogate pair");
            return null;
        }
    }

    /// <summary>The field's value; null when it is missing or null.</summary>
    public JsonElement? Value(string field) =>
        _fields.TryGetValue(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
