namespace Msq.Storage.Callbacks;

/// <summary>How long addresses of callbacks may be: they are keys.</summary>
public static class CallbackAddress
{
    /// <summary>Characters of a URL.</summary>
    public const int Longest = 500;

    /// <summary>Characters of host and port: a name of the DNS has 253 at most.</summary>
    public const int LongestHost = 260;
}
