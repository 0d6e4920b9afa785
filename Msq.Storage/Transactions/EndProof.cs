namespace Msq.Storage.Transactions;

/// <summary>What an end rests on. Evidence from the chain at full depth overrides an end with any other proof.</summary>
public static class EndProof
{
    /// <summary>A block at the depth that the pool asks for.</summary>
    public const string Chain = "chain";

    /// <summary>No attempt was ever claimed, so nothing can have been sent.</summary>
    public const string NeverPosted = "never-posted";

    /// <summary>The relayer's word, where it never signed anything.</summary>
    public const string Relayer = "relayer";

    /// <summary>An operator closed it by hand.</summary>
    public const string Operator = "operator";
}
