namespace Msq.Storage.Transactions;

/// <summary>Stable codes in <c>error.code</c> of a transaction that ended otherwise than <c>confirmed</c>.</summary>
public static class ErrorCode
{
    /// <summary>The gas estimate reverted: nothing was sent.</summary>
    public const string WouldRevert = "would_revert";

    /// <summary>The sender cannot pay for value and gas.</summary>
    public const string InsufficientFunds = "insufficient_funds";

    /// <summary>It needs more gas than its client's policy allows: nothing was sent.</summary>
    public const string GasTooHigh = "gas_too_high";

    /// <summary>It was mined and reverted.</summary>
    public const string Reverted = "reverted";

    /// <summary>The relayer refused it for good; the message is the relayer's.</summary>
    public const string RelayerRefused = "relayer_refused";

    /// <summary>The relayer gave it up before it signed anything; the message is the relayer's.</summary>
    public const string RelayerFailed = "relayer_failed";

    /// <summary>Its <c>validUntil</c> passed before it was sent.</summary>
    public const string ValidUntilPassed = "valid_until_passed";

    /// <summary>Its deadline passed while a lower nonce of its signer was not used.</summary>
    public const string NonceGap = "nonce_gap";

    /// <summary>Somebody else landed the signer's request, or another one with its nonce.</summary>
    public const string AlreadyExecuted = "already_executed";

    /// <summary>Its client canceled it.</summary>
    public const string Canceled = "canceled";

    /// <summary>An operator ended it by hand; the message is the operator's.</summary>
    public const string ClosedByOperator = "closed_by_operator";

    /// <summary>What it was to replace was executed first; nothing was sent.</summary>
    public const string AlreadyMined = "already_mined";

    /// <summary>Another payload was mined at its nonce, and nobody had asked for that.</summary>
    public const string Replaced = "replaced";
}
