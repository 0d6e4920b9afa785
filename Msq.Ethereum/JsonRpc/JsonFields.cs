using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.JsonRpc;

/// <summary>Fields of a node's answer. What has another shape throws <see cref="FormatException"/> or <see cref="InvalidOperationException"/>.</summary>
internal static class JsonFields
{
    private const int HashLength = 66;

    public static string Text(this JsonElement json) => json.GetString() ?? throw new FormatException("a text is null");

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).Text();

    public static string Hash(this JsonElement json)
    {
        var text = json.Text();
        return text.Length == HashLength && HexConvert.IsData(text) ? text.ToLowerInvariant() : throw new FormatException("a hash is not 0x and 64 hex digits");
    }

    public static string Hash(this JsonElement json, string name) => json.GetProperty(name).Hash();

    public static BigInteger? OptionalQuantity(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Quantity.Parse(value.GetString()!) : null;

    /// <summary>Null also for what is no quantity: one odd signature in a block must not make the block unreadable.</summary>
    public static BigInteger? QuantityOrNull(this JsonElement json, string name)
    {
        try
        {
            return json.OptionalQuantity(name);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static Address? OptionalAddress(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Address.Parse(value.GetString()!.ToLowerInvariant()) : null;
}
