namespace Msq.Storage.Clients;

/// <summary>What a client's transactions of its newest day carry together, on one chain. Counted in the database transaction that accepts them, under the row's lock.</summary>
public sealed class ClientSpending
{
    /// <summary>The client, by its name in the clients file.</summary>
    public required string Client { get; init; }

    /// <summary>The chain (EIP-155).</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The day (UTC). A later one begins at nothing.</summary>
    public required DateOnly Day { get; set; }

    /// <summary>Wei, decimal.</summary>
    public string Wei { get; set; } = "0";
}
