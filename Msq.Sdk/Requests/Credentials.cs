using System.Net.Http.Headers;

namespace Msq.Sdk.Requests;

/// <summary>Says who asks.</summary>
internal abstract class Credentials
{
    /// <summary>For what needs none.</summary>
    public static Credentials None { get; } = new NoCredentials();

    /// <summary>Puts them on a request.</summary>
    public abstract ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken);

    /// <summary>Gets new ones after a 401 for what was sent with these.</summary>
    /// <returns>Whether it makes sense to try again.</returns>
    public virtual ValueTask<bool> RenewAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    private sealed class NoCredentials : Credentials
    {
        public override ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}

/// <summary>An API key. As <c>Authorization</c>: unlike a header of Msq's own it is not sent along to where a redirect leads.</summary>
internal sealed class BearerKey(string key) : Credentials
{
    private readonly AuthenticationHeaderValue authorization = new("Bearer", key);

    public override ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = authorization;
        return ValueTask.CompletedTask;
    }
}
