namespace Msq.Local.DevRelayer;

/// <summary>The moments at which the death of a relayer leaves a different picture behind.</summary>
public enum Checkpoint
{
    /// <summary>The request is valid; nothing is kept yet.</summary>
    BeforeRow,

    /// <summary>The row is on the disk; nothing is under way yet.</summary>
    AfterRow,

    /// <summary>The client is about to be answered.</summary>
    BeforeAnswer,

    /// <summary>The row is about to be given a nonce.</summary>
    BeforeNonce,

    /// <summary>The transaction is signed; neither its bytes nor its hash are kept yet.</summary>
    AfterSigning,

    /// <summary>The node has the transaction; the row does not say so yet.</summary>
    AfterBroadcast,
}
