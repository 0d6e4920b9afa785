using System.Net.Http.Headers;
using Msq.Sdk.Requests;

namespace Msq.Sdk.Defender;

/// <summary>Logs in with the key pair, and again when the token is refused.</summary>
internal sealed class DefenderSession(ApiChannel login, DefenderRelayerOptions options) : Credentials, IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private AuthenticationHeaderValue? authorization;

    public override async ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Add("X-Api-Key", options.ApiKey);
        request.Headers.Authorization = authorization ?? await LogInAsync(refused: null, cancellationToken);
    }

    public override async ValueTask<bool> RenewAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken)
    {
        await LogInAsync(refused, cancellationToken);
        return true;
    }

    public void Dispose() => turn.Dispose();

    // One at a time; who comes after another one finds what it got.
    private async Task<AuthenticationHeaderValue> LogInAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (authorization is null || authorization.Equals(refused))
            {
                var pair = new { apiKey = options.ApiKey, secretKey = options.ApiSecret, type = "relay" };
                var tokens = await login.ReadAsync<Tokens>(ApiCall.Post("auth/login", pair), cancellationToken);
                authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
            }

            return authorization;
        }
        finally
        {
            turn.Release();
        }
    }

    private sealed record Tokens(string AccessToken);
}
