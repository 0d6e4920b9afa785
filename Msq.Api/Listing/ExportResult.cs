using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Msq.Api.Listing;

/// <summary>Writes a list to its end, a page at a time: it may be of any length, and is nowhere held as a whole.</summary>
internal sealed class ExportResult(TransactionList list, ListQuery query, ExportFormat format) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // It takes as long as the client takes to read it; a client that does not read is cut off by the server's least rate.
        httpContext.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        var json = httpContext.RequestServices.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions;
        await using var pages = list.PagesAsync(query, cancellationToken).GetAsyncEnumerator(cancellationToken);
        // The first page before anything is written: a database that is away is a 503. Later it can only break the answer off, which clients notice.
        await pages.MoveNextAsync();
        response.ContentType = new MediaTypeHeaderValue(format.MediaType) { Charset = "utf-8" }.ToString();
        response.Headers.CacheControl = "no-store";
        await format.WriteHeadAsync(response, cancellationToken);
        do
            await format.WriteAsync(response, pages.Current, json, cancellationToken);
        while (await pages.MoveNextAsync());
    }
}
