using System.Security.Cryptography;
using Msq.Ethereum.Values;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;

namespace Msq.Ethereum.Signing;

/// <summary>A secp256k1 private key. Never shows itself.</summary>
public sealed class EthereumKey
{
    private static readonly X9ECParameters Curve = SecNamedCurves.GetByName("secp256k1");
    private static readonly BigInteger Half = Curve.N.ShiftRight(1);
    private readonly BigInteger _key;

    /// <summary>Takes 32 bytes.</summary>
    /// <exception cref="ArgumentException">Not a key of the curve.</exception>
    public EthereumKey(ReadOnlySpan<byte> key)
    {
        _key = new BigInteger(1, key.ToArray());
        if (key.Length != 32 || _key.SignValue == 0 || _key.CompareTo(Curve.N) >= 0)
            throw new ArgumentException("Not a private key of secp256k1.", nameof(key));
        Address = Address.FromPublicKey(Curve.G.Multiply(_key).Normalize().GetEncoded(compressed: false));
    }

    /// <summary>The key's address.</summary>
    public Address Address { get; }

    /// <summary>Makes a new key.</summary>
    public static EthereumKey Generate()
    {
        Span<byte> bytes = stackalloc byte[32];
        do
            RandomNumberGenerator.Fill(bytes);
        while (new BigInteger(1, bytes.ToArray()) is var key && (key.SignValue == 0 || key.CompareTo(Curve.N) >= 0));
        return new EthereumKey(bytes);
    }

    /// <summary>Signs a 32-byte hash: deterministic (RFC 6979), low s (EIP-2).</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public Signature Sign(byte[] hash)
    {
        if (hash.Length != 32)
            throw new ArgumentException("Only a hash of 32 bytes is signed.", nameof(hash));
        var nonces = new HMacDsaKCalculator(new Sha256Digest());
        nonces.Init(Curve.N, _key, hash);
        var e = new BigInteger(1, hash);
        while (true)
        {
            var k = nonces.NextK();
            var point = new FixedPointCombMultiplier().Multiply(Curve.G, k).Normalize();
            var x = point.AffineXCoord.ToBigInteger();
            var r = x.Mod(Curve.N);
            var s = k.ModInverse(Curve.N).Multiply(e.Add(_key.Multiply(r))).Mod(Curve.N);
            // An x above the order happens once in 2^127 signatures and would need recovery ids 2 and 3, which Ethereum has not.
            if (r.SignValue == 0 || s.SignValue == 0 || x.CompareTo(Curve.N) >= 0)
                continue;

            var odd = point.AffineYCoord.ToBigInteger().TestBit(0);
            if (s.CompareTo(Half) > 0)
            {
                s = Curve.N.Subtract(s);
                odd = !odd;
            }

            return new Signature(Number(r), Number(s), odd ? (byte)1 : (byte)0);
        }
    }

    /// <summary>The address that signed a hash.</summary>
    /// <exception cref="ArgumentException">No key made this signature, or its s is in the upper half: anybody can make that one from the first (EIP-2).</exception>
    public static Address Recover(byte[] hash, Signature signature)
    {
        var r = Number(signature.R);
        var s = Number(signature.S);
        if (r.SignValue <= 0 || s.SignValue <= 0 || r.CompareTo(Curve.N) >= 0 || s.CompareTo(Half) > 0 || signature.RecoveryId > 1)
            throw new ArgumentException("The signature is out of range.", nameof(signature));

        var compressed = new byte[33];
        compressed[0] = (byte)(2 + signature.RecoveryId);
        UInt256.ToBytes32(signature.R).CopyTo(compressed, 1);
        var point = Curve.Curve.DecodePoint(compressed);
        var inverse = r.ModInverse(Curve.N);
        var e = new BigInteger(1, hash);
        var key = ECAlgorithms.SumOfTwoMultiplies(
            Curve.G, inverse.Multiply(Curve.N.Subtract(e.Mod(Curve.N))).Mod(Curve.N), point, inverse.Multiply(s).Mod(Curve.N)).Normalize();
        return key.IsInfinity ? throw new ArgumentException("No key made this signature.", nameof(signature)) : Address.FromPublicKey(key.GetEncoded(compressed: false));
    }

    /// <summary>The address, never the key.</summary>
    public override string ToString() => Address.ToChecksum();

    /// <summary>The 32 bytes, for a keystore.</summary>
    internal byte[] ToBytes() => UInt256.ToBytes32(Number(_key));

    private static System.Numerics.BigInteger Number(BigInteger value) => new(value.ToByteArrayUnsigned(), isUnsigned: true, isBigEndian: true);

    private static BigInteger Number(System.Numerics.BigInteger value) => new(1, value.ToByteArray(isUnsigned: true, isBigEndian: true));
}
