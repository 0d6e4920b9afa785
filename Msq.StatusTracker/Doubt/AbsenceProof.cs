namespace Msq.StatusTracker.Doubt;

/// <summary>
/// When an attempt may be believed never to have been taken. A look that finds nothing is not enough: the relayer may have lost its memory after it had
/// signed. Either the list is known to be unbroken since before the claim, or the chain leaves no nonce that could be the attempt's.
/// </summary>
internal static class AbsenceProof
{
    /// <summary>Weighs the facts.</summary>
    public static AbsenceVerdict Judge(AbsenceFacts facts)
    {
        var look = facts.Look;
        if (look.LookedAt < facts.ClaimedAt + facts.Settle)
            return AbsenceVerdict.Unproven("it was looked for before its POST had settled");
        if (!look.ScannedPastClaim)
            return AbsenceVerdict.Unproven("the relayer lists more rows than were read");
        if (facts.Deep >= facts.Bound)
            return AbsenceVerdict.ProvenByChain($"the relayer does not know it, and every nonce below {facts.Bound} went to another payload for good");

        var waits = $"the chain proves it once {facts.Bound - facts.Deep} more of the signer's nonces are confirmed";
        if (!look.Witnessed)
            return AbsenceVerdict.Unproven($"the relayer does not know it, but may have lost its memory; {waits}");
        if (!look.SameSigner)
            return AbsenceVerdict.Unproven($"the relayer does not know it, but has another signer now; {waits}");
        if (look.LookedAt - facts.ClaimedAt >= facts.Retention)
            return AbsenceVerdict.Unproven($"the relayer does not know it, but may have deleted it since; {waits}");
        if (look.UnownedNoops.Any(nonce => nonce is null || nonce >= facts.Deep))
            return AbsenceVerdict.Unproven("the relayer lists a replaced transaction that nobody owns, whose nonce is not final yet");
        for (var nonce = facts.Mined; nonce < Math.Min(facts.Pending, facts.Bound); nonce++)
        {
            if (!facts.Owned.Contains(nonce))
                return AbsenceVerdict.Unproven($"nonce {nonce} is on its way, and nobody knows with what");
        }

        return AbsenceVerdict.ProvenByRelayer("the relayer's list is unbroken since before the claim, and has nothing of it");
    }
}

/// <summary>What the facts prove.</summary>
/// <param name="IsProven">The attempt was never taken.</param>
/// <param name="ByChain">The chain alone proves it.</param>
/// <param name="Words">The proof, or what is missing of it.</param>
internal sealed record AbsenceVerdict(bool IsProven, bool ByChain, string Words)
{
    /// <summary>Nothing is proven yet.</summary>
    public static AbsenceVerdict Unproven(string reason) => new(false, false, reason);

    /// <summary>By the chain.</summary>
    public static AbsenceVerdict ProvenByChain(string words) => new(true, true, words);

    /// <summary>By the relayer's list.</summary>
    public static AbsenceVerdict ProvenByRelayer(string words) => new(true, false, words);
}
