using System.Text.Json;
using System.Text.Json.Nodes;
using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Hosting.Clients;
using Msq.Hosting.Pools;
using Msq.Storage.Relayers;

namespace Msq.Api.Relayers;

/// <summary>Where operators see the relayers, pause and drain them.</summary>
internal static class PoolRoutes
{
    private const int LongestReason = 512;

    public static void MapPool(this IEndpointRouteBuilder routes)
    {
        var pool = routes.MapGroup("/pool").RequireScope(Scope.Admin).WithTags("Pool");
        pool.MapGet("", async (PoolReading reading, CancellationToken cancellationToken) => TypedResults.Ok(await reading.ReadAsync(cancellationToken)))
            .WithName("GetPool").WithSummary("How the relayers stand")
            .WithDescription("Every pool with its relayers: health, load, balance, and what an operator wants of them.")
            .Produces<PoolsView>().ProducesProblems(401, 403, 500, 503);
        pool.MapPatch("/{relayer}", OrderAsync)
            .WithName("OrderRelayer").WithSummary("Pause, drain or resume a relayer")
            .WithDescription(
                "A relayer that is paused or draining gets no new attempts within about a second, and what waits in its queue moves to others. What it owns comes to its end. The order is kept "
                + "until there is another one. `isDrained` says that nothing is open any more.")
            .Produces<PoolsView>().ProducesProblems(400, 401, 403, 404, 413, 415, 500, 503)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.DescribeBody(
                    Schemas.Object(
                        new Dictionary<string, Microsoft.OpenApi.IOpenApiSchema>
                        {
                            ["state"] = Schemas.Text("What is wanted of it.", OperatorState.Draining, $"^({string.Join('|', OperatorState.All)})$"),
                            ["reason"] = Schemas.Text($"Why; up to {LongestReason} characters.", "its machine is replaced"),
                        },
                        "state"),
                    new JsonObject { ["state"] = OperatorState.Draining, ["reason"] = "its machine is replaced" });
                return Task.CompletedTask;
            });
    }

    private static async Task<IResult> OrderAsync(
        HttpContext context, string relayer, PoolFile pools, RelayerOrders orders, PoolReading reading, CancellationToken cancellationToken)
    {
        var (order, malformed) = await JsonBody.ReadAsync(context.Request, Read, cancellationToken);
        if (order is null)
            return malformed!;
        if (order.Problem is not null)
            return order.Problem;
        if (!pools.Lists(relayer))
            return ProblemResult.Of(StatusCodes.Status404NotFound, "There is no such relayer.");

        await orders.SetAsync(relayer, order.State!, order.Reason, context.Caller().ToString(), cancellationToken);
        return TypedResults.Ok(await reading.ReadAsync(cancellationToken));
    }

    private static Order Read(JsonElement json)
    {
        var fields = new FieldReader(json, "state", "reason");
        var state = fields.Text("state", required: true);
        var reason = fields.Text("reason");
        if (state is not null && !OperatorState.All.Contains(state))
            fields.Wrong("state", $"must be one of {string.Join(", ", OperatorState.All)}");
        if (reason?.Length > LongestReason)
            fields.Wrong("reason", $"may have up to {LongestReason} characters");
        return new Order(state, reason, fields.IsValid ? null : ProblemResult.Validation(fields.Errors));
    }

    private sealed record Order(string? State, string? Reason, ProblemResult? Problem);
}
