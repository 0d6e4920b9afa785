using Msq.Api.Relay;
using Msq.Hosting.Clients;

namespace Msq.Api.Simulation;

/// <summary>The <c>simulate</c> query parameter of submissions: whether to try what is submitted before it is accepted.</summary>
internal static class SimulateParameter
{
    public const string Name = "simulate";

    /// <summary>Reads it, and notes what is wrong with it. Without it the client's own default counts.</summary>
    public static bool Read(HttpRequest request, ApiClient client, FieldReader fields)
    {
        if (!request.Query.TryGetValue(Name, out var values))
            return client.Simulate;
        if (values is not ["true" or "false"])
            fields.Wrong(Name, "must be true or false");
        return values == "true";
    }
}
