using System.Text.Json;
using Msq.Api.Gasless;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Hosting.Clients;

namespace Msq.Api.Batches;

/// <summary>Reads <c>POST /relay/batch</c>. What is wrong with one item is that item's problem; what is wrong with the list is the request's.</summary>
internal sealed class BatchReader(DirectIntake direct, GaslessRequestReader gasless)
{
    public const int MostItems = 500;

    /// <summary>Reads the batch; of use only while nothing is wrong with its fields.</summary>
    public BatchDraft Read(JsonElement json, ApiClient client)
    {
        var fields = new FieldReader(json, "items");
        if (fields.Value("items") is not { ValueKind: JsonValueKind.Array } items || items.GetArrayLength() is 0 or > MostItems)
        {
            fields.Wrong("items", $"must be a list of 1 to {MostItems} items");
            return new BatchDraft([], fields);
        }

        return new BatchDraft([.. items.EnumerateArray().Select(item => ReadItem(item, client))], fields);
    }

    private BatchItemDraft ReadItem(JsonElement json, ApiClient client)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return BatchItemDraft.Wrong(ProblemResult.Validation("", "must be an object"));

        var fields = new FieldReader(json, "direct", "gasless", "idempotencyKey");
        var key = fields.Text("idempotencyKey");
        if (key is not null && !IdempotencyKey.IsOne(key))
            fields.Wrong("idempotencyKey", IdempotencyKey.Rule);
        var (own, signed) = (fields.Value("direct"), fields.Value("gasless"));
        if (own is null == signed is null)
            fields.Wrong("direct", "either this or gasless is required, and not both");
        else if ((own ?? signed)!.Value.ValueKind != JsonValueKind.Object)
            fields.Wrong(own is null ? "gasless" : "direct", "must be an object");
        if (!fields.IsValid)
            return BatchItemDraft.Wrong(ProblemResult.Validation(fields.Errors));
        if (own is { } call)
            return new BatchItemDraft(key, direct.Read(call, client), null, null);

        var request = gasless.Read(signed!.Value, client, out var inner);
        return inner.IsValid ? new BatchItemDraft(key, null, request, null) : BatchItemDraft.Wrong(ProblemResult.Validation(inner.Errors));
    }
}

/// <summary>A batch as it was read.</summary>
internal sealed record BatchDraft(IReadOnlyList<BatchItemDraft> Items, FieldReader Fields);

/// <summary>One item: a client's own call, a user's signed request, or what is wrong with it.</summary>
/// <param name="Key">Its own idempotency key; null when it gave none.</param>
/// <param name="Direct">A client's own call.</param>
/// <param name="Gasless">A user's signed request.</param>
/// <param name="Problem">What is wrong with it.</param>
internal sealed record BatchItemDraft(string? Key, DirectDraft? Direct, SignedRequest? Gasless, ProblemResult? Problem)
{
    public static BatchItemDraft Wrong(ProblemResult problem) => new(null, null, null, problem);
}
