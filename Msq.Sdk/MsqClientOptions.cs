using Microsoft.Extensions.Options;

namespace Msq.Sdk;

/// <summary>How an <see cref="MsqClient"/> reaches Msq.</summary>
public sealed class MsqClientOptions : RetryOptions
{
    /// <summary>Where Msq listens, like <c>https://msq.internal</c>; a path in front of <c>/api/v1</c> is kept. Required.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>The client's key. Required.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Everything that is wrong with them, naming the setting.</summary>
    internal override IEnumerable<string> Problems()
    {
        foreach (var problem in base.Problems())
            yield return problem;
        if (BaseAddress is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            yield return $"{nameof(BaseAddress)} must be an absolute http or https address, like https://msq.internal";
        if (!IsVisible(ApiKey))
            yield return $"{nameof(ApiKey)} must be given, in visible ASCII characters";
    }

    internal sealed class Validator : IValidateOptions<MsqClientOptions>
    {
        public ValidateOptionsResult Validate(string? name, MsqClientOptions options) =>
            options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems.Select(problem => $"Msq: {problem}")) : ValidateOptionsResult.Success;
    }
}
