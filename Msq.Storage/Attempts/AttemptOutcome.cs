namespace Msq.Storage.Attempts;

/// <summary>What came of an attempt.</summary>
public static class AttemptOutcome
{
    /// <summary>The relayer owns it.</summary>
    public const string Accepted = "accepted";

    /// <summary>The relayer refused it for good.</summary>
    public const string Refused = "refused";

    /// <summary>The relayer certainly did not take it.</summary>
    public const string NotTaken = "not-taken";

    /// <summary>Withdrawn before anybody claimed it.</summary>
    public const string Superseded = "superseded";

    /// <summary>Proven never to have been taken by the relayer.</summary>
    public const string Absent = "absent";

    /// <summary>Taken, and proven never to be executed.</summary>
    public const string Dead = "dead";
}
