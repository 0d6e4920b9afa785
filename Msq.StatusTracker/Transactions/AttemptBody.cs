using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions;

/// <summary>The JSON body of <c>POST /api/v1/relayers/{id}/transactions</c> (OZ Relayer v1.3.0).</summary>
internal static class AttemptBody
{
    /// <summary>Writes the body once; it is POSTed byte for byte.</summary>
    public static string Write(Transaction transaction, ulong gasLimit, DateTime validUntil)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("to", transaction.To);
            // A string: JSON numbers above 2^64 are refused there.
            json.WriteString("value", transaction.Value);
            json.WriteString("data", transaction.Data);
            json.WriteNumber("gas_limit", gasLimit);
            json.WriteString("speed", transaction.Speed);
            json.WriteString("valid_until", validUntil.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
