using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Msq.Local.Keys;

/// <summary>An API key that was made up. It is shown once, and kept nowhere.</summary>
/// <param name="Secret">The key.</param>
internal sealed record NewApiKey(string Secret)
{
    private const int Bytes = 32;

    /// <summary>What stands for it in clients.yaml: SHA-256, in hex digits.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));

    /// <summary>Makes one.</summary>
    public static NewApiKey Create() => new($"msq_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes))}");

    /// <summary>Without the key.</summary>
    public override string ToString() => Sha256;
}
