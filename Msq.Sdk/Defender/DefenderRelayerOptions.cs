namespace Msq.Sdk.Defender;

/// <summary>How a <see cref="DefenderRelayer"/> reaches Msq.</summary>
public sealed class DefenderRelayerOptions : RetryOptions
{
    /// <summary>What <c>DEFENDER_API_URL</c> was: <c>https://msq.internal/defender</c>. Required.</summary>
    public Uri? ApiUrl { get; set; }

    /// <summary>The id of the client's key. Required.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The client's key. Required.</summary>
    public string ApiSecret { get; set; } = "";

    internal override IEnumerable<string> Problems()
    {
        foreach (var problem in base.Problems())
            yield return problem;
        if (ApiUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            yield return $"{nameof(ApiUrl)} must be an absolute http or https address, like https://msq.internal/defender";
        if (!IsVisible(ApiKey))
            yield return $"{nameof(ApiKey)} must be given, in visible ASCII characters";
        if (!IsVisible(ApiSecret))
            yield return $"{nameof(ApiSecret)} must be given, in visible ASCII characters";
    }
}
