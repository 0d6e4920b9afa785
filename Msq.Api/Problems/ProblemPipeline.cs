using Microsoft.AspNetCore.Diagnostics;
using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Bus;
using Msq.Storage.Commits;

namespace Msq.Api.Problems;

/// <summary>Turns what falls through the routes (exceptions, unknown paths, wrong methods) into problems.</summary>
internal static class ProblemPipeline
{
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = WriteAsync,
            // Reported below, with a level that fits.
            SuppressDiagnosticsCallback = _ => true,
        });
        app.UseStatusCodePages(pages => ProblemResult.Of(pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));
    }

    private static Task WriteAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Msq.Api.Problems");
        switch (exception)
        {
            case BadHttpRequestException bad:
                return ProblemResult.Of(bad.StatusCode, bad.Message).ExecuteAsync(context);
            case RpcUnavailableException:
                logger.LogWarning("No node answers {Method} {Path}: {Reason}", context.Request.Method, context.Request.Path, exception.Message);
                return ProblemResult.Unavailable.ExecuteAsync(context);
            case BrokerUnavailableException:
                logger.LogWarning("{Method} {Path}: {Reason}", context.Request.Method, context.Request.Path, exception.Message);
                return ProblemResult.Unavailable.ExecuteAsync(context);
            case not null when DatabaseTrouble.Is(exception):
                logger.LogWarning("The database cannot answer {Method} {Path}: {Reason}",
                    context.Request.Method, context.Request.Path, exception.GetBaseException().Message);
                return ProblemResult.Unavailable.ExecuteAsync(context);
            default:
                logger.LogError(exception, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
                return ProblemResult.Of(StatusCodes.Status500InternalServerError, "The service failed; its log says why.").ExecuteAsync(context);
        }
    }
}
