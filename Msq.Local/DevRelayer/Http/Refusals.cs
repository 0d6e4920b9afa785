namespace Msq.Local.DevRelayer.Http;

/// <summary>Turns exceptions into the original's answers, and everything unknown into an empty 404.</summary>
internal sealed class Refusals(RequestDelegate next, ILogger<Refusals> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (ApiException e)
        {
            await Envelope.Error(e).ExecuteAsync(context);
        }
        catch (TextException e)
        {
            await Envelope.Text(e.Message, e.Status).ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody is left to answer.
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidOperationException && !context.Response.HasStarted)
        {
            logger.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await Envelope.Error(ApiException.Internal(e.Message)).ExecuteAsync(context);
        }

        // A wrong method is an unknown route to the original.
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed })
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.Headers.Remove("Allow");
        }
    }
}
