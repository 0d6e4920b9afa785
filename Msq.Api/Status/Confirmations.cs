using Msq.Storage.Transactions;

namespace Msq.Api.Status;

/// <summary>How many confirmations a transaction has.</summary>
internal static class Confirmations
{
    /// <summary>Counted from the chain's head while it is mined: writing every row at every block would only say the same.</summary>
    /// <param name="status">One of <see cref="TransactionStatus"/>.</param>
    /// <param name="block">The height of its block.</param>
    /// <param name="stored">What its row says.</param>
    /// <param name="head">The height that its chain was read to; null when that is not known.</param>
    public static int? Of(string status, ulong? block, int? stored, ulong? head) => status == TransactionStatus.Mined && block is { } number && head is { } height
        ? height < number ? 0 : (int)(height - number + 1)
        : stored;
}
