using Microsoft.Extensions.Options;

namespace Msq.Sdk.AspNetCore;

/// <summary>How callbacks are checked.</summary>
public sealed class MsqCallbackOptions
{
    /// <summary>The endpoint's secrets, as <c>whsec_</c> and base64; while one is replaced by another, both. Required.</summary>
    public IList<string> Secrets { get; } = [];

    internal sealed class Validator : IValidateOptions<MsqCallbackOptions>
    {
        public ValidateOptionsResult Validate(string? name, MsqCallbackOptions options)
        {
            try
            {
                _ = new CallbackVerifier(options.Secrets);
                return ValidateOptionsResult.Success;
            }
            catch (ArgumentException exception)
            {
                return ValidateOptionsResult.Fail($"Msq callbacks: {nameof(Secrets)}: {exception.Message}");
            }
        }
    }
}
