// The shop's server: serves the page, decides what may be minted, and is the only one that has the key to Msq.
using System.Text.Json.Nodes;
using Microsoft.Extensions.FileProviders;
using Msq.Sdk;

const string mintSelector = "0x6a627842"; // mint(address)

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;
// SampleNft, as ./run deploys it.
var nft = settings["NFT"] ?? "0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0";
builder.WebHost.UseUrls($"http://127.0.0.1:{settings["PORT"] ?? "3000"}");
builder.Services.AddMsqClient(options =>
{
    options.BaseAddress = new Uri(settings["MSQ_URL"] ?? "http://localhost:8080");
    options.ApiKey = settings["MSQ_API_KEY"] ?? "msq-dev-key";
});

var app = builder.Build();
app.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "page")) });

app.MapPost("/mint/typed-data", (Wish wish, MsqClient msq, CancellationToken cancellationToken) => AnswerAsync(async () =>
{
    if (wish.To is not ['0', 'x', .. { Length: 40 } digits] || !digits.All(char.IsAsciiHexDigit))
        return TypedResults.Problem($"{wish.To} is no address", statusCode: 400);
    var data = await msq.GetTypedDataAsync(new ForwardCall(wish.From, nft) { Data = mintSelector + digits.PadLeft(64, '0') }, cancellationToken);
    var rpc = settings["CHAIN_RPC_URL"] is { } url ? new[] { url } : [];
    return TypedResults.Ok(new
    {
        typedData = JsonNode.Parse(data.ToJson()),
        chain = new { chainId = $"0x{data.Domain.ChainId:x}", chainName = "Msq", nativeCurrency = new { name = "Ether", symbol = "ETH", decimals = 18 }, rpcUrls = rpc },
    });
}));

app.MapPost("/mint", (Signed signed, MsqClient msq, CancellationToken cancellationToken) => AnswerAsync(async () =>
{
    // Whatever else a wallet has signed is not paid for.
    if (!string.Equals(signed.Request.To, nft, StringComparison.OrdinalIgnoreCase) || !signed.Request.Data.StartsWith(mintSelector, StringComparison.Ordinal))
        return TypedResults.Problem("only mints are paid for", statusCode: 400);
    return TypedResults.Ok(await msq.SendGaslessAsync(new GaslessTransaction(signed.Request, signed.Signature), cancellationToken: cancellationToken));
}));

app.MapGet("/mint/{id:guid}", (Guid id, MsqClient msq, CancellationToken cancellationToken) =>
    AnswerAsync(async () => TypedResults.Ok(await msq.GetAsync(id, cancellationToken))));

app.Run();

// What Msq refuses is told to the page in Msq's words.
static async Task<IResult> AnswerAsync(Func<Task<IResult>> work)
{
    try
    {
        return await work();
    }
    catch (MsqProblemException refusal)
    {
        return TypedResults.Problem(refusal.Message, statusCode: refusal.Problem.Status);
    }
}

internal sealed record Wish(string From, string To);

internal sealed record Signed(ForwardRequest Request, string Signature);
