namespace Msq.Local.Conversion;

/// <summary>A relayer as another service's configuration has it.</summary>
/// <param name="Name">What it is called there.</param>
/// <param name="Network">The network's name there.</param>
/// <param name="ChainId">The network's chain (EIP-155).</param>
/// <param name="Address">Its signer's address; null when it is not said.</param>
/// <param name="MinBalance">Wei, decimal; null when there is no floor.</param>
/// <param name="Receivers">The only addresses that it sends to; empty = any.</param>
/// <param name="RelayerId">Its id inside OZ Relayer; null where it comes from elsewhere.</param>
internal sealed record ForeignRelayer(
    string Name, string Network, ulong ChainId, string? Address, string? MinBalance, IReadOnlyList<string> Receivers, string? RelayerId);
