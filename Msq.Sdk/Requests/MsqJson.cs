using System.Text.Json;
using System.Text.Json.Serialization;

namespace Msq.Sdk.Requests;

/// <summary>JSON as Msq speaks it. What needs a form of its own says so by attribute, so that it keeps it in an application's own JSON too.</summary>
internal static class MsqJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}

/// <summary>An enumeration by its names in camel case.</summary>
internal sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
