using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Msq.Storage.Sql;

/// <summary>Ids as 16 big-endian bytes: time-ordered ids then sort by time on every database.</summary>
public sealed class GuidBytes() : ValueConverter<Guid, byte[]>(id => id.ToByteArray(true), bytes => new Guid(bytes, true));

/// <summary>Times come back from DATETIME without a kind: all of them are UTC.</summary>
public sealed class UtcDateTime() : ValueConverter<DateTime, DateTime>(
    time => time, time => DateTime.SpecifyKind(time, DateTimeKind.Utc));

/// <summary>Heights, nonces and gas are far below 2^63, which is all that a signed BIGINT holds.</summary>
public sealed class SignedBits() : ValueConverter<ulong, long>(value => checked((long)value), value => checked((ulong)value));
