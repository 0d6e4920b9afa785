using Msq.Ethereum.Hex;
using Msq.Ethereum.Keystore;
using Msq.Ethereum.Signing;

namespace Msq.Tests.Ethereum;

public sealed class KeystoreTests
{
    // The PBKDF2 vector of the Web3 Secret Storage Definition. Its scrypt vector (r = 1 with n = 262144) is beyond what scrypt itself allows for r = 1
    // (RFC 7914: n < 2^(16 r)), so scrypt is held to a keystore that ethers 6.17.0 made for the first development account.
    private const string Pbkdf2 = """{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},"mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}""";
    private const string Scrypt = """{"address":"f39fd6e51aad88f6f4ce6ab8827279cfffb92266","id":"edd5fffe-c63d-47f4-8bba-08a870810962","version":3,"Crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"041dd43a3aecb73a9903f13d54fd248a"},"ciphertext":"d2096f6a2685468b54847d3c569d6d16a4f066b49059f844346d723a4e1f1363","kdf":"scrypt","kdfparams":{"salt":"d686a6034e0dbc1e1bebbb33ca418fad2cbac1a8ea459588a173c746ee253bca","n":16384,"dklen":32,"p":1,"r":8},"mac":"77af3fdb252da9c9e7e62e7067008062c27bea7256d1a7bd7a9261f4e47e10ed"}}""";
    private const string Key = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

    [Fact]
    public void The_published_keystore_opens() =>
        Assert.Equal(new EthereumKey(HexConvert.ToBytes(Key)).Address, KeystoreV3.Decrypt(Pbkdf2, "testpassword").Address);

    [Fact]
    public void A_keystore_of_another_tool_opens() =>
        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", KeystoreV3.Decrypt(Scrypt, "correct horse").Address.ToChecksum());

    [Fact]
    public void A_key_comes_back_from_its_own_keystore_and_is_not_in_its_text()
    {
        var json = KeystoreV3.Encrypt(new EthereumKey(HexConvert.ToBytes(Key)), "pässword", 1024);
        Assert.DoesNotContain(Key, json, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(new EthereumKey(HexConvert.ToBytes(Key)).Address, KeystoreV3.Decrypt(json, "pässword").Address);
    }

    [Fact]
    public void A_wrong_password_is_told_from_a_broken_keystore()
    {
        Assert.Contains("password is wrong", Refusal(Pbkdf2, "wrong"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal("{}", "testpassword"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal("nothing", "testpassword"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal(Pbkdf2.Replace("\"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46\"", "null", StringComparison.Ordinal), "x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"version\":3", "\"version\":1", "version")]
    [InlineData("aes-128-ctr", "aes-128-cbc", "cipher")]
    [InlineData("\"pbkdf2\"", "\"argon2\"", "argon2")]
    [InlineData("\"dklen\":32", "\"dklen\":16", "32 bytes")]
    [InlineData("\"ciphertext\":\"53", "\"ciphertext\":\"54", "password is wrong")]
    public void What_is_not_supported_or_was_changed_is_named(string was, string now, string reason) =>
        Assert.Contains(reason, Refusal(Pbkdf2.Replace(was, now, StringComparison.Ordinal), "testpassword"), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"n\":16384", "\"n\":16383")]
    [InlineData("\"n\":16384", "\"n\":1")]
    [InlineData("\"n\":16384", "\"n\":1073741824")]
    [InlineData("\"n\":16384,\"dklen\":32,\"p\":1,\"r\":8", "\"n\":262144,\"dklen\":32,\"p\":8,\"r\":1")]
    [InlineData("\"r\":8", "\"r\":0")]
    [InlineData("\"r\":8", "\"r\":1048576")]
    [InlineData("\"p\":1", "\"p\":100000")]
    public void A_cost_beyond_reason_is_refused_instead_of_paid(string was, string now)
    {
        Assert.Contains(was, Scrypt, StringComparison.Ordinal);
        Assert.Contains("out of range", Refusal(Scrypt.Replace(was, now, StringComparison.Ordinal), "correct horse"), StringComparison.Ordinal);
    }

    [Fact]
    public void Iterations_beyond_reason_are_refused_instead_of_done() =>
        Assert.Contains("out of range", Refusal(Pbkdf2.Replace("262144", "2000000000", StringComparison.Ordinal), "testpassword"), StringComparison.Ordinal);

    private static string Refusal(string json, string password) => Assert.Throws<KeystoreException>(() => KeystoreV3.Decrypt(json, password)).Message;
}
