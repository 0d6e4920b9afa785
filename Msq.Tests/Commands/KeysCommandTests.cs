using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Msq.Local.Commands;

namespace Msq.Tests.Commands;

public sealed partial class KeysCommandTests
{
    [Fact]
    public void A_new_key_is_shown_once_with_the_entry_that_knows_it()
    {
        var (code, text, _) = Run("new", "--client", "payments");

        Assert.Equal(0, code);
        var key = Assert.Single(Keys().Matches(text)).Value;
        Assert.Contains($"sha256: {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}", text, StringComparison.Ordinal);
        Assert.Matches("- name: payments\n +keys:\n +- id: payments-2030-01-[0-9a-f]{4}\n", text);
        Assert.NotEqual(text, Run("new", "--client", "payments").Text);
    }

    [Fact]
    public void The_id_may_be_chosen() => Assert.Contains("- id: laptop\n", Run("new", "--id", "laptop", "--client", "payments").Text, StringComparison.Ordinal);

    [Theory]
    [InlineData]
    [InlineData("new")]
    [InlineData("old", "--client", "payments")]
    [InlineData("new", "--client")]
    [InlineData("new", "--client", "two words")]
    [InlineData("new", "--client", "payments", "--colour", "red")]
    public void Wrong_arguments_make_no_key(params string[] arguments)
    {
        var (code, text, error) = Run(arguments);

        Assert.Equal((2, ""), (code, text));
        Assert.Contains("usage: msq keys new --client NAME", error, StringComparison.Ordinal);
    }

    private static (int Code, string Text, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter();
        var code = KeysCommand.Run(arguments, output, error, new DateTimeOffset(2030, 1, 31, 0, 0, 0, TimeSpan.Zero));
        return (code, output.ToString(), error.ToString());
    }

    // 256 bits in base64url.
    [GeneratedRegex("msq_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")]
    private static partial Regex Keys();
}
