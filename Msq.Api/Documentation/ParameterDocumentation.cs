using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Msq.Api.Documentation;

/// <summary>Parameters that several routes have under one name, each described in one way.</summary>
internal static class ParameterDocumentation
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            switch (parameter.Name)
            {
                case "id":
                    parameter.Description ??= operation.Tags?.Any(tag => tag.Name == "Callbacks") == true ? "The delivery's id." : "The transaction's id.";
                    parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
                    parameter.Example = $"{Samples.Id}";
                    break;
                case "relayer":
                    parameter.Description ??= "The relayer's id in the pool file.";
                    parameter.Example = "relayer-1";
                    break;
                case "queue":
                    parameter.Description ??= "The error queue's name.";
                    parameter.Example = "msq-gas_error";
                    break;
                case "address":
                    parameter.Schema = Schemas.Address("The signer.");
                    parameter.Description ??= "The signer.";
                    parameter.Example = Schemas.SampleAddress;
                    break;
                case "pool":
                    parameter.Description ??= "One of the client's pools; default its first.";
                    parameter.Example = "local";
                    break;
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Adds a query parameter that may be left out.</summary>
    public static void Query(this OpenApiOperation operation, string name, string description, OpenApiSchema schema) =>
        (operation.Parameters ??= []).Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema });
}
