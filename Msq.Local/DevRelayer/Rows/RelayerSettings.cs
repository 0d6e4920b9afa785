using System.Numerics;

namespace Msq.Local.DevRelayer.Rows;

/// <summary>What PATCH changes in a relayer.</summary>
internal sealed record RelayerSettings
{
    public required string Name { get; init; }
    public bool Paused { get; init; }
    public RelayerPolicies Policies { get; init; } = new();
}

/// <summary>The policies that this relayer knows. Amounts in wei; null means that there is no such policy.</summary>
internal sealed record RelayerPolicies
{
    public BigInteger? MinBalance { get; init; }
    public bool? GasLimitEstimation { get; init; }
    public BigInteger? GasPriceCap { get; init; }
    public IReadOnlyList<string>? WhitelistReceivers { get; init; }
}
