using System.Numerics;
using Msq.Local.Servers;
using Msq.Tests.EndToEnd;

namespace Msq.Tests.Examples;

/// <summary>The programs in examples/, as their users start them.</summary>
[Collection(ExampleStack.Name)]
[Trait("ShortOf", "examples")]
public sealed class ExampleTests(ExampleStack stack)
{
    [Theory]
    [InlineData("csharp")]
    [InlineData("typescript")]
    public async Task Payouts_are_paid_once_however_often_they_run(string language)
    {
        string[] receivers = ["0xb403b1cDE72F3159f5F88bfA2389c8Eb3eCcE139", "0x63891F90882c189538B8b5cd145f90c508C86122", "0xC9126e2BcdeD4a90b750782e6DABD7387441Fb31"];
        var before = await stack.BalancesAsync(receivers);

        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var payouts = ExampleProgram.Start("payments", language, [], [.. stack.Environment, ("SETTLEMENT", language)]);
            Assert.Equal(3, (await payouts.EndAsync()).Split("paid by relayer-").Length - 1);
        }

        BigInteger[] paid = [10_000_000_000_000_000, 20_000_000_000_000_000, 30_000_000_000_000_000];
        Assert.Equal(before.Zip(paid, (had, more) => had + more), await stack.BalancesAsync(receivers));
    }

    [Fact]
    public Task An_airdrop_sends_each_line_once_whichever_program_is_run() => DropAsync(40);

    [Fact]
    [Trait("Suite", "examples")]
    public Task An_airdrop_sends_a_thousand_lines_once_each() => DropAsync(1000);

    [Theory]
    [InlineData("csharp")]
    [InlineData("typescript")]
    public async Task A_wallet_that_only_signs_mints(string language)
    {
        var (shop, receiver) = (new Uri($"http://127.0.0.1:{FreePort.Next()}"), RelayCaller.FreshAddress());
        using var server = ExampleProgram.Start("mint", language, [], [.. stack.Environment, ("PORT", $"{shop.Port}")]);
        await server.ServesAsync(shop);

        using var page = ExampleProgram.Script("mint/test-wallet.ts", [shop.GetLeftPart(UriPartial.Authority), receiver], []);

        Assert.Contains("confirmed (0x", await page.EndAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await stack.TokensAsync(receiver));
    }

    [Theory]
    [InlineData("csharp")]
    [InlineData("typescript")]
    public async Task A_program_that_was_written_for_Defender_pays_with_another_environment_only(string language)
    {
        var receiver = RelayCaller.FreshAddress();

        using var program = ExampleProgram.Start("from-defender", language, [], [.. stack.DefenderEnvironment, ("TO", receiver)]);

        Assert.Contains(receiver, await program.EndAsync(), StringComparison.Ordinal);
        Assert.Equal([30_000_000_000_000_000], await stack.BalancesAsync([receiver]));
    }

    private async Task DropAsync(int count)
    {
        var lines = (await File.ReadAllLinesAsync(Path.Combine(RepositoryRoot.Path, "examples/airdrop/recipients.csv"))).Take(count + 1).ToList();
        // A file of its own, and so a drop of its own.
        using var folder = new DevRelayer.TemporaryFolder();
        var file = Path.Combine(folder.Path, "recipients.csv");
        await File.WriteAllLinesAsync(file, lines);
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToList();
        var before = await stack.BalancesAsync(rows.Select(row => row[0]));

        foreach (var language in new[] { "csharp", "typescript" })
        {
            using var drop = ExampleProgram.Start("airdrop", language, [file], stack.Environment);
            Assert.Contains($"{count} confirmed, 0 failed of {count}", await drop.EndAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(before.Zip(rows, (had, row) => had + BigInteger.Parse(row[1], null)), await stack.BalancesAsync(rows.Select(row => row[0])));
    }
}
