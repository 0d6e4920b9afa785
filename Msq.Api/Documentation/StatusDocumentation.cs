using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Msq.Api.Status;

namespace Msq.Api.Documentation;

/// <summary>What the status routes read outside their path.</summary>
internal static class StatusDocumentation
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "wait",
            In = ParameterLocation.Query,
            Description = "Seconds to wait for a change.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "60", Examples = [25] },
        });
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "If-None-Match",
            In = ParameterLocation.Header,
            Description = "The ETag of the answer that the client has: 304 when nothing changed.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        foreach (var status in new[] { "200", "304" })
        {
            var headers = ((OpenApiResponse)operation.Responses![status]).Headers ??= new Dictionary<string, IOpenApiHeader>();
            headers["ETag"] = Schemas.Header("Names this state of the transaction, for If-None-Match.", "\"5\"");
            headers["Cache-Control"] = Schemas.Header("It may be kept, and must be asked for again.", "private, no-cache");
        }

        return Task.CompletedTask;
    }

    public static Task DescribeEventsAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = EventRoute.LastEventId,
            In = ParameterLocation.Header,
            Description = "The id of the last event that the client has.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0", Examples = [4711] },
        });
        return Task.CompletedTask;
    }
}
