using System.Diagnostics.CodeAnalysis;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer;

/// <summary>The relayers of this process.</summary>
internal sealed class RelayerSet(IReadOnlyList<Relayer> relayers)
{
    public IReadOnlyList<Relayer> All => relayers;

    public bool TryFind(string id, [NotNullWhen(true)] out Relayer? relayer)
    {
        relayer = relayers.FirstOrDefault(one => one.Id == id);
        return relayer is not null;
    }

    public Relayer Of(TransactionRow row) => TryFind(row.RelayerId, out var relayer)
        ? relayer
        : throw new InvalidOperationException($"Transaction {row.Id} belongs to relayer {row.RelayerId}, which this process does not hold");
}
