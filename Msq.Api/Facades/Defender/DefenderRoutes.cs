using Msq.Api.Clients;
using Msq.Api.Facades.Rpc;
using Msq.Hosting.Clients;

namespace Msq.Api.Facades.Defender;

/// <summary>
/// What Defender's SDK finds under <c>DEFENDER_API_URL</c>: <c>/defender</c>. Its key pair is the id of a client's key and the key itself, and stands for the client's relayer, or its first pool.
/// </summary>
internal static class DefenderRoutes
{
    private static readonly TimeSpan LongestAnswer = SignedWait.Patience + TimeSpan.FromSeconds(20);

    public static void MapDefender(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/defender").ExcludeFromDescription().AddEndpointFilter(DefenderAnswers.SpeakAsync);
        routes.MapPost("/auth/login", DefenderLogin.LogInAsync);
        routes.MapPost("/auth/refresh-token", DefenderLogin.LogInAsync);

        var self = routes.MapGroup("/relayers/self");
        self.WithRequestTimeout(LongestAnswer);
        self.MapGet("", DefenderRelayer.GetAsync).RequireScope(Scope.Read, Scope.Submit);
        self.MapGet("/status", DefenderRelayer.GetStatusAsync).RequireScope(Scope.Read, Scope.Submit);
        self.MapPost("/txs", DefenderTransactions.SendAsync).RequireScope(Scope.Submit);
        self.MapGet("/txs", DefenderTransactions.ListAsync).RequireScope(Scope.Read);
        self.MapGet("/txs/{id}", DefenderTransactions.GetAsync).RequireScope(Scope.Read, Scope.Submit);
        self.MapPut("/txs/{id}", DefenderTransactions.ReplaceAsync).RequireScope(Scope.Submit);
        self.MapDelete("/txs/{id}", DefenderTransactions.CancelAsync).RequireScope(Scope.Submit);
        var signing = new DefenderSigning();
        self.MapPost("/sign", signing.SignAsync).RequireScope(Scope.Sign);
        self.MapPost("/sign-typed-data", signing.SignTypedDataAsync).RequireScope(Scope.Sign);
        self.MapPost("/jsonrpc", (HttpContext context, RelayerTargets targets, RpcDoor rpc, CancellationToken cancellationToken) =>
            rpc.AnswerAsync(context, targets.Default(context.Client()), cancellationToken)).RequireScope(Scope.Read, Scope.Submit);
    }
}
