using System.Buffers.Binary;

namespace Msq.Storage.Transactions;

/// <summary>Ids are UUIDv7, ordered by the millisecond in which they were made: a time of acceptance is a range of ids.</summary>
public static class TransactionId
{
    /// <summary>The least id that is made in that millisecond or later.</summary>
    public static Guid FirstOf(DateTime time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, new DateTimeOffset(time).ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
