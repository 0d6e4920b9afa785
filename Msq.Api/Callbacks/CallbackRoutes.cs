using System.Globalization;
using System.Text.Json;
using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Hosting.Callbacks;
using Msq.Hosting.Clients;
using Msq.Storage.Callbacks;

namespace Msq.Api.Callbacks;

/// <summary>Where clients see what they are told, have it told again, and try out their endpoints.</summary>
internal static class CallbackRoutes
{
    public const int LongestPage = 200;

    public static void MapCallbacks(this IEndpointRouteBuilder routes)
    {
        var callbacks = routes.MapGroup("/callbacks").WithTags("Callbacks");
        callbacks.MapGet("", ListAsync).RequireScope(Scope.Read, Scope.Admin)
            .WithName("ListCallbacks").WithSummary("List deliveries of callbacks")
            .WithDescription("Newest first, the client's own (scope `admin`: everybody's), and the addresses that said that they are gone.")
            .Produces<DeliveryPage>().ProducesProblems(400, 401, 403, 500, 503)
            .AddOpenApiOperationTransformer(CallbackDocumentation.DescribeListAsync);
        callbacks.MapPost("/{id}/replay", ReplayAsync).RequireScope(Scope.Submit, Scope.Admin)
            .WithName("ReplayCallback").WithSummary("Have a delivery sent again")
            .WithDescription("Now, with the same `webhook-id`, and then by the whole schedule. An address that was disabled is used again, and what was held back for it is sent.")
            .Produces<DeliveryView>(StatusCodes.Status202Accepted).ProducesProblems(401, 403, 404, 409, 500, 503).WithCodes(ProblemCode.EndpointGone);
        callbacks.MapPost("/test", TestAsync).RequireScope(Scope.Submit, Scope.Admin)
            .WithName("TestCallback").WithSummary("Have a test event sent")
            .WithDescription(
                "To the client's endpoint of that name, by default its first. An endpoint that serves transactions' own addresses needs the `url`. What became of it is in the list of deliveries. An address "
                + "that was disabled is used again, and what was held back for it is sent.")
            .Produces<DeliveryView>(StatusCodes.Status202Accepted).ProducesProblems(400, 401, 403, 413, 415, 500, 503)
            .AddOpenApiOperationTransformer(CallbackDocumentation.DescribeTestAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, DeliveryLog log, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var errors = new Dictionary<string, IReadOnlyList<string>>();
        string? state = null;
        if (query.TryGetValue("status", out var wanted) && !DeliveryState.All.Contains(state = wanted))
            errors["status"] = [$"must be one of {string.Join(", ", DeliveryState.All)}"];
        var limit = 50;
        if (query.TryGetValue("limit", out var most) && !(int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= LongestPage))
            errors["limit"] = [$"must be a whole number from 1 to {LongestPage}"];
        var filter = new DeliveryFilter(state, Id("transaction", "must be the id of a transaction"), Id("cursor", "must be the `next` of another page"), limit);
        return errors.Count > 0 ? ProblemResult.Validation(errors) : TypedResults.Ok(await log.ReadAsync(OnlyOf(context), filter, cancellationToken));

        Guid? Id(string name, string rule)
        {
            if (!query.TryGetValue(name, out var text))
                return null;
            if (Guid.TryParseExact(text, "D", out var id))
                return id;
            errors[name] = [rule];
            return null;
        }
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, string id, DeliveryLog log, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var delivery) || await log.ReplayAsync(OnlyOf(context), delivery, cancellationToken) is not { } replayed)
            return ProblemResult.Of(StatusCodes.Status404NotFound, "There is no such delivery.");
        return replayed.Url is null
            ? ProblemResult.Of(StatusCodes.Status409Conflict, ProblemCode.EndpointGone, "The client's entry has no endpoint for it any more.")
            : TypedResults.Accepted((string?)null, replayed);
    }

    private static async Task<IResult> TestAsync(HttpContext context, DeliveryLog log, CancellationToken cancellationToken)
    {
        var client = context.Client();
        var (wish, malformed) = await JsonBody.ReadAsync(context.Request, json => Read(json, client), cancellationToken);
        if (wish is null)
            return malformed!;
        return wish.Target is { } target
            ? TypedResults.Accepted((string?)null, await log.TestAsync(client.Name, target, cancellationToken))
            : ProblemResult.Validation(wish.Errors);
    }

    private static Wish Read(JsonElement json, ApiClient client)
    {
        var fields = new FieldReader(json, "endpoint", "url");
        var (name, text) = (fields.Text("endpoint"), fields.Text("url"));
        var endpoint = client.Callbacks.FirstOrDefault(one => name is null || one.Name == name);
        if (endpoint is null)
            fields.Wrong("endpoint", client.Callbacks.Count == 0 ? "there is none in this client's entry" : $"must be one of {string.Join(", ", client.Callbacks.Select(one => one.Name))}");
        if (!fields.IsValid)
            return new Wish(null, fields.Errors);

        var (url, refusal) = endpoint!.Url is { } own
            ? (own, text is null ? null : "has no use: the endpoint has an address of its own")
            : text is null ? (null, "is required for an endpoint that serves transactions' own addresses") : RequestFields.ReadCallbackUrl(text, [endpoint]);
        if (refusal is not null)
            fields.Wrong("url", refusal);
        return new Wish(fields.IsValid ? new CallbackTarget(endpoint, url!) : null, fields.Errors);
    }

    private static string? OnlyOf(HttpContext context) => context.Client().IsAdmin ? null : context.Client().Name;

    private sealed record Wish(CallbackTarget? Target, IReadOnlyDictionary<string, IReadOnlyList<string>> Errors);
}
