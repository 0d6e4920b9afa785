using System.Buffers;
using System.Text.Json;

namespace Msq.Api.Listing;

/// <summary>One JSON object in a line.</summary>
internal sealed record NdjsonFormat() : ExportFormat("application/x-ndjson")
{
    public override async Task WriteAsync(HttpResponse response, IReadOnlyList<ListedTransaction> items, JsonSerializerOptions json, CancellationToken cancellationToken)
    {
        foreach (var item in items)
        {
            await JsonSerializer.SerializeAsync(response.BodyWriter, item, json, cancellationToken);
            response.BodyWriter.Write("\n"u8);
        }

        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
