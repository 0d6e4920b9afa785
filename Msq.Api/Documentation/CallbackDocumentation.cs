using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Msq.Api.Callbacks;
using Msq.Storage.Callbacks;

namespace Msq.Api.Documentation;

/// <summary>What the routes of callbacks read by hand.</summary>
internal static class CallbackDocumentation
{
    private const string SampleId = "019ac0de-0000-7000-8000-000000000000";

    public static Task DescribeListAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters ??= [];
        Add("status", Schemas.Text("Those that stand so.", DeliveryState.Failed, $"^({string.Join('|', DeliveryState.All)})$"));
        Add("transaction", Schemas.Text("Those of one transaction, by its id.", SampleId));
        Add("cursor", Schemas.Text("The `next` of the page before.", SampleId));
        Add("limit", Schemas.Text($"How many at most, 1 to {CallbackRoutes.LongestPage}; default 50.", "50", "^[0-9]{1,3}$"));
        return Task.CompletedTask;

        void Add(string name, OpenApiSchema schema) =>
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = schema.Description, Schema = schema });
    }

    public static Task DescribeTestAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.DescribeBody(
            Schemas.Object(new Dictionary<string, IOpenApiSchema> { ["endpoint"] = Schemas.Text("The endpoint's name; default the client's first.", "ledger"), ["url"] = Schemas.CallbackUrl }),
            new JsonObject { ["endpoint"] = "ledger" });
        return Task.CompletedTask;
    }
}
