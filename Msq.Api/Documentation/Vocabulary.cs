using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Msq.Api.Callbacks;
using Msq.Api.Listing;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Api.Relayers;
using Msq.Api.Status;
using Msq.Hosting.OzRelayer;
using Msq.Storage.Callbacks;
using Msq.Storage.Relayers;
using Msq.Storage.Transactions;

namespace Msq.Api.Documentation;

/// <summary>The words that fields of answers may have.</summary>
internal static class Vocabulary
{
    private static readonly Dictionary<(Type Type, string Property), IReadOnlyList<string>> Words = new()
    {
        [(typeof(Problem), "code")] = ProblemExamples.Codes,
        [(typeof(AcceptedTransaction), "status")] = [TransactionStatus.Queued],
        [(typeof(TransactionView), "status")] = TransactionStatus.All,
        [(typeof(TransactionView), "type")] = Constants(typeof(TransactionType)),
        [(typeof(TransactionView), "speed")] = Speed.All,
        [(typeof(ListedTransaction), "status")] = TransactionStatus.All,
        [(typeof(ListedTransaction), "type")] = ListQuery.Types,
        [(typeof(ListedTransaction), "speed")] = Speed.All,
        [(typeof(TimelineEntry), "status")] = TransactionStatus.All,
        [(typeof(TransactionError), "code")] = Constants(typeof(ErrorCode)),
        [(typeof(DeliveryView), "status")] = DeliveryState.All,
        [(typeof(OpenCount), "status")] = TransactionStatus.All,
        [(typeof(RelayerView), "state")] = OperatorState.All,
        [(typeof(RelayerView), "health")] = ["healthy", "unhealthy", "misconfigured", "gapped", "unknown"],
    };

    /// <summary>The words that a class of constants has.</summary>
    public static IReadOnlyList<string> Constants(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    /// <summary>Adds the words to a field's schema.</summary>
    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is { } property && Words.TryGetValue((property.DeclaringType, property.Name), out var words))
            schema.Enum = [.. words.Select(word => (JsonNode)word)];
        return Task.CompletedTask;
    }
}
