using System.Numerics;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Lifecycle;

/// <summary>The empty transfer to oneself that uses up a nonce in place of something unwanted.</summary>
internal static class Noop
{
    public const string Expired = "Transaction is expired. Replacing with NOOP.";

    /// <summary>Writes it over the row: the original payload is gone from the API.</summary>
    public static TransactionRow Over(TransactionRow row, string? reason) => row with
    {
        To = row.From,
        Value = BigInteger.Zero,
        Data = "0x",
        GasLimit = 21_000,
        IsNoop = true,
        StatusReason = reason ?? row.StatusReason,
    };

    /// <summary>A row of its own for a nonce that nobody used.</summary>
    public static TransactionRow ForGap(Relayer relayer, ulong nonce) => Over(
        new TransactionRow { Id = RandomIds.Next(), RelayerId = relayer.Id, From = relayer.Address, Nonce = nonce, Speed = "fast" },
        reason: null);
}
