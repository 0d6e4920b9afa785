using Msq.Hosting.Clients;

namespace Msq.Api.Clients;

/// <summary>Who calls: a client, by one of its keys.</summary>
internal sealed record Caller(ApiClient Client, ApiKey Key)
{
    /// <summary>As timelines and logs name it.</summary>
    public override string ToString() => $"{Client.Name} ({Key.Id})";
}
