namespace Msq.Storage.Transactions;

/// <summary>What a relayer sends on behalf of whom.</summary>
public static class TransactionType
{
    /// <summary>The client's own call, as it is.</summary>
    public const string Direct = "direct";

    /// <summary>A user's signed request (ERC-2771), through the forwarder.</summary>
    public const string Gasless = "gasless";

    /// <summary>Several users' signed requests in one call of the forwarder: made by Msq itself, to carry gasless transactions.</summary>
    public const string Batch = "batch";
}
