using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace Msq.Api.Listing;

/// <summary>
/// RFC 4180 with a header line. A text that a spreadsheet would take for a formula has an apostrophe before it: references and revert reasons are other people's words.
/// </summary>
internal sealed record CsvFormat() : ExportFormat("text/csv")
{
    private static readonly CsvConfiguration Rules = new(CultureInfo.InvariantCulture) { NewLine = "\r\n", InjectionOptions = InjectionOptions.Escape };

    private static readonly (string Name, Func<ListedTransaction, object?> Value)[] Columns =
    [
        ("transactionId", item => item.TransactionId),
        ("client", item => item.Client),
        ("type", item => item.Type),
        ("status", item => item.Status),
        ("transactionHash", item => item.TransactionHash),
        ("pool", item => item.Pool),
        ("relayer", item => item.Relayer),
        ("from", item => item.From),
        ("to", item => item.To),
        ("value", item => item.Value),
        ("gasLimit", item => item.GasLimit),
        ("speed", item => item.Speed),
        ("nonce", item => item.Nonce),
        ("blockNumber", item => item.BlockNumber),
        ("gasUsed", item => item.GasUsed),
        ("effectiveGasPrice", item => item.EffectiveGasPrice),
        ("confirmations", item => item.Confirmations),
        ("reference", item => item.Reference),
        ("signer", item => item.Forward?.From),
        ("signerNonce", item => item.Forward?.Nonce),
        ("unresolved", item => item.Unresolved),
        ("createdAt", item => Time(item.CreatedAt)),
        ("updatedAt", item => Time(item.UpdatedAt)),
        ("confirmedAt", item => Time(item.ConfirmedAt)),
        ("validUntil", item => Time(item.ValidUntil)),
        ("errorCode", item => item.Error?.Code),
        ("errorMessage", item => item.Error?.Message),
        ("revertReason", item => item.Error?.RevertReason),
    ];

    public override Task WriteHeadAsync(HttpResponse response, CancellationToken cancellationToken) =>
        WriteAsync(response, [Columns.Select(column => (object?)column.Name)], cancellationToken);

    public override Task WriteAsync(HttpResponse response, IReadOnlyList<ListedTransaction> items, JsonSerializerOptions json, CancellationToken cancellationToken) =>
        WriteAsync(response, items.Select(item => Columns.Select(column => column.Value(item))), cancellationToken);

    private static async Task WriteAsync(HttpResponse response, IEnumerable<IEnumerable<object?>> lines, CancellationToken cancellationToken)
    {
        await using var text = new StringWriter(CultureInfo.InvariantCulture);
        await using (var csv = new CsvWriter(text, Rules, leaveOpen: true))
        {
            foreach (var line in lines)
            {
                foreach (var field in line)
                    csv.WriteField(Convert.ToString(field, CultureInfo.InvariantCulture));
                await csv.NextRecordAsync();
            }
        }

        await response.WriteAsync(text.ToString(), cancellationToken);
    }

    private static string? Time(DateTime? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
