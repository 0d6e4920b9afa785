using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Msq.Ethereum.Keystore;

/// <summary>Web3 Secret Storage, version 3: a private key under a password.</summary>
public static class KeystoreV3
{
    private const int MostIterations = 10_000_000;

    // 128 n r bytes of memory: 1 GiB at most with the usual r = 8.
    private const int MostScryptN = 1 << 20;
    private const int MostScryptR = 8;
    private const int MostScryptP = 16;

    /// <summary>Opens a keystore.</summary>
    /// <exception cref="KeystoreException">The password is wrong, or the text is no keystore of version 3.</exception>
    public static EthereumKey Decrypt(string json, string password)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.GetProperty("version").GetInt32() != 3)
                throw new KeystoreException("The keystore's version is not 3.");
            var crypto = document.RootElement.TryGetProperty("crypto", out var lower) ? lower : document.RootElement.GetProperty("Crypto");
            if (crypto.GetProperty("cipher").GetString() != "aes-128-ctr")
                throw new KeystoreException("The keystore's cipher is not aes-128-ctr.");

            var derived = Derive(crypto, Encoding.UTF8.GetBytes(password));
            var cipherText = Bytes(crypto, "ciphertext");
            var mac = Keccak256.Hash([.. derived.AsSpan(16, 16), .. cipherText]);
            if (!CryptographicOperations.FixedTimeEquals(mac, Bytes(crypto, "mac")))
                throw new KeystoreException("The keystore's password is wrong.");
            var iv = Bytes(crypto.GetProperty("cipherparams"), "iv");
            return new EthereumKey(AesCtr(derived[..16], iv, cipherText));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new KeystoreException($"The keystore cannot be read: {exception.Message}");
        }
    }

    /// <summary>Puts a key under a password with scrypt (r = 8, p = 1).</summary>
    /// <param name="key">The key.</param>
    /// <param name="password">The password.</param>
    /// <param name="scryptN">The cost: 262144 is the usual one; less only for keys that are public anyway.</param>
    public static string Encrypt(EthereumKey key, string password, int scryptN = 262_144)
    {
        var salt = RandomNumberGenerator.GetBytes(32);
        var iv = RandomNumberGenerator.GetBytes(16);
        var derived = SCrypt.Generate(Encoding.UTF8.GetBytes(password), salt, scryptN, 8, 1, 32);
        var cipherText = AesCtr(derived[..16], iv, key.ToBytes());
        return new JsonObject
        {
            ["version"] = 3,
            ["id"] = Guid.CreateVersion7().ToString(),
            ["address"] = key.Address.ToString()[2..],
            ["crypto"] = new JsonObject
            {
                ["cipher"] = "aes-128-ctr",
                ["cipherparams"] = new JsonObject { ["iv"] = HexConvert.ToHex(iv, prefix: false) },
                ["ciphertext"] = HexConvert.ToHex(cipherText, prefix: false),
                ["kdf"] = "scrypt",
                ["kdfparams"] = new JsonObject { ["dklen"] = 32, ["n"] = scryptN, ["r"] = 8, ["p"] = 1, ["salt"] = HexConvert.ToHex(salt, prefix: false) },
                ["mac"] = HexConvert.ToHex(Keccak256.Hash([.. derived.AsSpan(16, 16), .. cipherText]), prefix: false),
            },
        }.ToJsonString();
    }

    private static byte[] Derive(JsonElement crypto, byte[] password)
    {
        var kdf = crypto.GetProperty("kdfparams");
        var salt = Bytes(kdf, "salt");
        if (kdf.GetProperty("dklen").GetInt32() != 32)
            throw new KeystoreException("The keystore's derived key is not 32 bytes long.");
        return crypto.GetProperty("kdf").GetString() switch
        {
            "scrypt" => Scrypt(kdf, password, salt),
            "pbkdf2" when kdf.GetProperty("prf").GetString() == "hmac-sha256" =>
                Rfc2898DeriveBytes.Pbkdf2(password, salt, Within(kdf, "c", MostIterations), HashAlgorithmName.SHA256, 32),
            var other => throw new KeystoreException($"The keystore's key derivation '{other}' is unknown."),
        };
    }

    private static byte[] Scrypt(JsonElement kdf, byte[] password, byte[] salt)
    {
        var (n, r, p) = (Within(kdf, "n", MostScryptN), Within(kdf, "r", MostScryptR), Within(kdf, "p", MostScryptP));
        // RFC 7914, section 2: n is a power of 2, larger than 1 and less than 2^(128 r / 8).
        if (n < 2 || !BitOperations.IsPow2(n) || (r == 1 && n >= 1 << 16))
            throw new KeystoreException($"The keystore's cost is out of range: n = {n} with r = {r}.");
        return SCrypt.Generate(password, salt, n, r, p, 32);
    }

    // A keystore from elsewhere must not be able to take all memory or time.
    private static int Within(JsonElement kdf, string name, int most) => kdf.GetProperty(name).GetInt64() is var value && value >= 1 && value <= most
        ? (int)value
        : throw new KeystoreException($"The keystore's cost is out of range: {name} = {value}.");

    private static byte[] Bytes(JsonElement json, string name) =>
        HexConvert.ToBytes(json.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null"));

    private static byte[] AesCtr(byte[] key, byte[] iv, byte[] data)
    {
        var cipher = CipherUtilities.GetCipher("AES/CTR/NoPadding");
        cipher.Init(true, new ParametersWithIV(new KeyParameter(key), iv));
        return cipher.DoFinal(data);
    }
}

/// <summary>A keystore cannot be opened; the message says why and never holds a secret.</summary>
public sealed class KeystoreException(string message) : Exception(message);
