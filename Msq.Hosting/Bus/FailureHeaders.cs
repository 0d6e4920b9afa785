using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace Msq.Hosting.Bus;

/// <summary>Why a message could not be handled.</summary>
/// <param name="At">When (UTC); null when the message does not say.</param>
/// <param name="Message">What kind of message it is.</param>
/// <param name="Exception">The exception's type.</param>
/// <param name="Reason">The exception's words, at most 1024 characters.</param>
public sealed record Failure(DateTime? At, string? Message, string? Exception, string? Reason);

/// <summary>What MassTransit writes into the headers of a message that it moves to an error queue (<c>MT-Fault-*</c>), and the broker's own count.</summary>
internal static class FailureHeaders
{
    /// <summary>How often a quorum queue has given the message out and got it back.</summary>
    public const string DeliveryCount = "x-delivery-count";

    private const int LongestReason = 1024;

    // RabbitMQ 4 drops a message at the twentieth time, whatever its queue was declared with.
    private const int MostReturns = 10;

    private static readonly string[] Added = ["MT-Fault-", "MT-Host-", "MT-Reason"];

    /// <summary>Reads why a message is where it is.</summary>
    public static Failure Read(IReadOnlyBasicProperties properties)
    {
        var at = DateTime.TryParse(Text("MT-Fault-Timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTime?)null;
        var reason = Text("MT-Fault-Message");
        return new Failure(at, Text("MT-Fault-MessageType")?.Split(':', '.')[^1], Text("MT-Fault-ExceptionType"), reason?.Length > LongestReason ? $"{reason[..LongestReason]}…" : reason);

        string? Text(string header) => properties.Headers?.TryGetValue(header, out var value) == true
            ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Whether it must not be given back any more.</summary>
    public static bool IsWornOut(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue(DeliveryCount, out var count) == true && Convert.ToInt64(count, CultureInfo.InvariantCulture) >= MostReturns;

    /// <summary>The message's properties as they were before it failed.</summary>
    public static BasicProperties Without(IReadOnlyBasicProperties failed) => new(failed)
    {
        Headers = failed.Headers?.Where(header => !Added.Any(prefix => header.Key.StartsWith(prefix, StringComparison.Ordinal))).ToDictionary(header => header.Key, header => header.Value),
    };
}
