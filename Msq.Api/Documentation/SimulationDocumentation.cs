using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Msq.Api.Documentation;

/// <summary>The body of <c>POST /relay/simulate</c>, which is read by hand and therefore described by hand.</summary>
internal static class SimulationDocumentation
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.DescribeBody(
            new OpenApiSchema { Description = "The body of a direct or of a gasless submission.", OneOf = [DirectRequestDocumentation.Schema(), GaslessDocumentation.Schema()] },
            new JsonObject { ["to"] = Schemas.SampleAddress, ["value"] = "1000000000000000000" });
        return Task.CompletedTask;
    }
}
