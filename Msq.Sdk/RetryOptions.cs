namespace Msq.Sdk;

/// <summary>How patient a client is.</summary>
public abstract class RetryOptions
{
    private protected RetryOptions()
    {
    }

    /// <summary>How often a request is repeated that got no answer, or one that asks to come again (429, 502, 503, 504); default 6.</summary>
    public int MaxRetries { get; set; } = 6;

    /// <summary>The longest pause before a repeat; a server that asks for a longer one (<c>Retry-After</c>) is not waited for. Default 30 seconds.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one try may take until its answer is there; default 30 seconds.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Everything that is wrong with them, naming the setting.</summary>
    internal virtual IEnumerable<string> Problems()
    {
        if (MaxRetries is < 0 or > 100)
            yield return $"{nameof(MaxRetries)} must be 0 to 100";
        if (MaxRetryDelay < TimeSpan.Zero)
            yield return $"{nameof(MaxRetryDelay)} must not be negative";
        if (AttemptTimeout <= TimeSpan.Zero)
            yield return $"{nameof(AttemptTimeout)} must be positive";
    }

    /// <summary>Whether a text can be sent in a header, and is there at all.</summary>
    private protected static bool IsVisible(string text) => text.Length > 0 && text.All(character => character is > ' ' and <= '~');

    /// <summary>For who is given them directly.</summary>
    /// <exception cref="ArgumentException">Something is wrong with them.</exception>
    internal void Check(string parameter)
    {
        if (Problems().FirstOrDefault() is { } problem)
            throw new ArgumentException(problem, parameter);
    }
}
