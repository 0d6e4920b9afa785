namespace Msq.Hosting.Callbacks;

/// <summary>Signs what an endpoint is sent, in the way that its receiver verifies.</summary>
public interface ICallbackSigner
{
    /// <summary>The headers of one attempt.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="now">When the attempt is made.</param>
    /// <param name="body">The body, a JSON object.</param>
    IEnumerable<(string Name, string Value)> Headers(string id, DateTimeOffset now, string body);
}
