using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Msq.Local.DevRelayer.Rows;

/// <summary>One line of the journal: exactly one of the properties is set.</summary>
internal sealed record JournalEntry
{
    public TransactionRow? Row { get; init; }
    public string? Forgotten { get; init; }
    public NonceCounter? Counter { get; init; }
    public RelayerEntry? Relayer { get; init; }

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new DecimalStrings(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private sealed class DecimalStrings : JsonConverter<BigInteger>
    {
        public override BigInteger Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            BigInteger.Parse(reader.GetString()!, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, BigInteger value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}

internal sealed record NonceCounter(string RelayerId, ulong Next);

internal sealed record RelayerEntry(string RelayerId, RelayerSettings Settings);
