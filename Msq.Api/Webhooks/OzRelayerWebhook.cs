using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Msq.Api.Problems;
using Msq.Api.Submissions;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Hosting.OzRelayer;
using Msq.Hosting.Pools;
using Msq.Hosting.Settings;
using Msq.Storage;

namespace Msq.Api.Webhooks;

/// <summary>
/// Takes in OZ Relayer v1.3.0's webhooks. They are hints: they come late, twice, unordered or never, and decide nothing by themselves.
/// </summary>
internal sealed class OzRelayerWebhook
{
    private const int LeastKey = 32;
    private const int LargestBody = 3 * 1024 * 1024;
    private readonly byte[] _key;

    /// <summary>Takes the key.</summary>
    /// <exception cref="InvalidOperationException"><c>Webhooks:SigningKey</c> is missing or shorter than OZ Relayer allows.</exception>
    public OzRelayerWebhook(IConfiguration configuration)
    {
        var key = ProcessSettings.RelayerWebhookKey.ReadFrom(configuration);
        if (key is null || key.Length < LeastKey)
            throw new InvalidOperationException($"Webhooks:SigningKey is missing or shorter than {LeastKey} characters: it is the signing key of the relayers' notifications.");
        _key = Encoding.UTF8.GetBytes(key);
    }

    /// <summary>Verifies and takes in one webhook.</summary>
    public async Task<IResult> ReceiveAsync(
        HttpContext context, MsqDbContext db, PoolFile pools, SubmissionHints hints, ILogger<OzRelayerWebhook> logger, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(context.Request, LargestBody, cancellationToken);
        if (!IsSigned(body.Span, context.Request.Headers["X-Signature"]))
            return ProblemResult.Of(StatusCodes.Status401Unauthorized, "X-Signature does not fit the body.");

        if (!Utf8.IsValid(body.Span))
            return ProblemResult.Of(StatusCodes.Status400BadRequest, ProblemCode.MalformedJson, "The body is no UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("payload", out var payload) || payload.ValueKind != JsonValueKind.Object)
                return TypedResults.Ok();
            switch (RelayerReportReader.Text(document.RootElement, "event"))
            {
                case "transaction_update":
                    await TakeAsync(payload, db, pools, hints, cancellationToken);
                    break;
                case "relayer_state_update" when payload.TryGetProperty("relayer", out var relayer) && relayer.ValueKind == JsonValueKind.Object:
                    LookAt(RelayerReportReader.Text(relayer, "id"), pools, hints);
                    break;
            }

            return TypedResults.Ok();
        }
        catch (JsonException)
        {
            logger.LogWarning("A webhook with a good signature is no JSON");
            return ProblemResult.Of(StatusCodes.Status400BadRequest, ProblemCode.MalformedJson, "The body is no JSON.");
        }
    }

    private static async Task TakeAsync(JsonElement payload, MsqDbContext db, PoolFile pools, SubmissionHints hints, CancellationToken cancellationToken)
    {
        if (RelayerReportReader.Read(payload, null) is not { } known || RelayerReportReader.Text(payload, "payload_type") != "transaction")
            return;

        var relayerId = RelayerReportReader.Text(payload, "relayer_id");
        // An id inside an OZ Relayer; others may have the same one. Unknown: another service's, or earlier than the answer to our own POST. That row looks by itself soon.
        foreach (var relayer in pools.Relayers.Where(relayer => relayer.RelayerId == relayerId))
        {
            if (await ReportedRow.FindAsync(db, relayer.Id, known.Id, cancellationToken) is not { } owner)
                continue;
            if (owner.IsNews(known))
                hints.Give(new RelayerTransactionReported(owner.TransactionId, owner.Attempt, RelayerReportReader.Read(payload, pools.PoolOf(relayer.Id)!.ChainId)!));
            return;
        }
    }

    // Others may have the same id. Looking at all of them costs little.
    private static void LookAt(string? relayerId, PoolFile pools, SubmissionHints hints)
    {
        foreach (var relayer in pools.Relayers.Where(relayer => relayer.RelayerId == relayerId))
            hints.Give(new LookAtRelayer(relayer.Id), Queues.Enquiries);
    }

    private bool IsSigned(ReadOnlySpan<byte> body, string? signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature is not null && Convert.TryFromBase64String(signature, given, out var length)
            && CryptographicOperations.FixedTimeEquals(given[..length], HMACSHA256.HashData(_key, body));
    }
}
