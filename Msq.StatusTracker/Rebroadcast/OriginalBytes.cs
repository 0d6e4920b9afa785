using System.Globalization;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Rebroadcast;

/// <summary>Stored bytes that were shown to be what the attempt's relayer signed for it.</summary>
internal sealed record OriginalBytes(Guid TransactionId, int Attempt, byte[] Raw, RawTransaction Content)
{
    /// <summary>
    /// Shows that the row's bytes hash to the known hash, are signed by the attempt's signer at the known nonce, and carry the attempt's payload or none.
    /// </summary>
    /// <exception cref="FormatException">They are not; the message says what differs.</exception>
    public static OriginalBytes Of(Transaction row, Attempt attempt)
    {
        var raw = HexConvert.ToBytes(row.RawTransaction!);
        var content = RawTransaction.Decode(raw);
        Require(content.Hash == row.Hash, $"they hash to {content.Hash}, not to {row.Hash}");
        Require(content.ChainId == row.ChainId, $"they are for chain {content.ChainId}");
        Require(content.Sender.ToString() == attempt.From, $"{content.Sender} signed them, not {attempt.From}");
        Require(content.Nonce == row.Nonce, $"they have nonce {content.Nonce}, not {row.Nonce}");
        var identity = AttemptIdentity.Compute(
            content.ChainId, content.Sender.ToString(), content.To?.ToString(), content.Value.ToString(CultureInfo.InvariantCulture),
            HexConvert.ToHex(content.Data), content.GasLimit);
        var expected = AttemptIdentity.Compute(row.ChainId, attempt.From, row.To, row.Value, row.Data, attempt.GasLimit);
        Require(RebroadcastRule.IsNoop(content) || identity.AsSpan().SequenceEqual(expected), "they carry another payload");
        return new OriginalBytes(row.CorrelationId, attempt.Number, raw, content);
    }

    private static void Require(bool holds, string reason)
    {
        if (!holds)
            throw new FormatException(reason);
    }
}
