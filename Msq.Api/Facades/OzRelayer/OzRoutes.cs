using Msq.Api.Clients;
using Msq.Api.Facades.Rpc;
using Msq.Hosting.Clients;

namespace Msq.Api.Facades.OzRelayer;

/// <summary>What OZ Relayer's SDK finds under <c>/api/v1/relayers</c>: the client's relayers, and its pools as if they were relayers.</summary>
internal static class OzRoutes
{
    public static void MapOzRelayer(this IEndpointRouteBuilder api)
    {
        var all = api.MapGroup("/relayers").ExcludeFromDescription().AddEndpointFilter(OzEnvelope.SpeakAsync);
        all.MapGet("", OzRelayers.ListAsync).RequireScope(Scope.Read, Scope.Submit);
        all.MapPost("", NotOffered).RequireScope(Scope.Read, Scope.Submit);

        var one = all.MapGroup("/{relayer}");
        one.MapGet("", OzRelayers.GetAsync).RequireScope(Scope.Read, Scope.Submit);
        one.MapMethods("", ["PATCH", "DELETE"], NotOffered).RequireScope(Scope.Read, Scope.Submit);
        one.MapGet("/status", OzRelayers.GetStatusAsync).RequireScope(Scope.Read, Scope.Submit);
        one.MapGet("/balance", OzRelayers.GetBalanceAsync).RequireScope(Scope.Read, Scope.Submit);
        one.MapPost("/transactions", OzTransactions.SendAsync).RequireScope(Scope.Submit);
        one.MapGet("/transactions", OzTransactions.ListAsync).RequireScope(Scope.Read);
        one.MapGet("/transactions/{id}", OzTransactions.GetAsync).RequireScope(Scope.Read, Scope.Submit);
        one.MapGet("/transactions/by-nonce/{nonce}", OzTransactions.GetByNonceAsync).RequireScope(Scope.Read, Scope.Submit);
        one.MapPut("/transactions/{id}", OzTransactions.ReplaceAsync).RequireScope(Scope.Submit);
        one.MapDelete("/transactions/{id}", OzTransactions.CancelAsync).RequireScope(Scope.Submit);
        one.MapDelete("/transactions/pending", NotOffered).RequireScope(Scope.Submit);
        var signing = new OzSigning();
        one.MapPost("/sign", signing.SignAsync).RequireScope(Scope.Sign);
        one.MapPost("/sign-typed-data", signing.SignTypedDataAsync).RequireScope(Scope.Sign);
        one.MapPost("/sign-transaction", NotOffered).RequireScope(Scope.Submit, Scope.Sign);
        one.MapPost("/transactions/sponsored/{call}", NotOffered).RequireScope(Scope.Submit);
        one.MapPost("/rpc", (HttpContext context, string relayer, RelayerTargets targets, RpcDoor rpc, CancellationToken cancellationToken) =>
                targets.Find(context.Client(), relayer) is { } target
                    ? rpc.AnswerAsync(context, target, cancellationToken)
                    : Task.FromResult<IResult>(OzEnvelope.NoSuchRelayer(relayer)))
            .RequireScope(Scope.Read, Scope.Submit)
            .WithRequestTimeout(SignedWait.Patience + TimeSpan.FromSeconds(20));
    }

    private static IResult NotOffered() => OzEnvelope.Refuse(StatusCodes.Status501NotImplemented, "Not supported: Msq does not offer this");
}
