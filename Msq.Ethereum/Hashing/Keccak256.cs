using Org.BouncyCastle.Crypto.Digests;

namespace Msq.Ethereum.Hashing;

/// <summary>Keccak-256 with the original padding, as Ethereum uses it (not SHA3-256 of FIPS 202).</summary>
public static class Keccak256
{
    /// <summary>Hashes to 32 bytes.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(data);
        var hash = new byte[32];
        digest.DoFinal(hash);
        return hash;
    }
}
