using System.Security.Cryptography;

namespace Msq.Local.DevRelayer;

/// <summary>Ids as the original makes them: random UUIDs (version 4), so that nobody comes to rely on their order.</summary>
internal static class RandomIds
{
    public static string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
