namespace Msq.Tests.Commands;

/// <summary>What all verbs have in common.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("config check", "clients.yaml")]
    [InlineData("doctor", "--json")]
    [InlineData("pool", "MSQ_API_KEY")]
    [InlineData("pool drain", "--reason")]
    [InlineData("requeue", "QUEUE")]
    [InlineData("tx get", "ID|HASH")]
    [InlineData("tx list", "--status")]
    [InlineData("tx cancel", "ID")]
    public async Task Every_verb_says_what_it_does_and_takes(string verb, string word)
    {
        var said = await new Shell([]).TypeAsync([.. verb.Split(' '), "--help"]);

        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains(word, said.Output, StringComparison.Ordinal);
        Assert.Contains("Usage:", said.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tx")]
    [InlineData("tx get")]
    [InlineData("tx fetch 1")]
    [InlineData("tx cancel no-id")]
    [InlineData("tx list --limit many")]
    [InlineData("pool pause relayer-1")]
    [InlineData("pool stop relayer-1")]
    [InlineData("doctor --colour")]
    [InlineData("config")]
    public async Task Wrong_arguments_are_named_and_end_with_2(string line)
    {
        var said = await new Shell([]).TypeAsync(line.Split(' '));

        Assert.Equal((2, ""), (said.Code, said.Output));
        Assert.StartsWith("error: ", said.Error, StringComparison.Ordinal);
        Assert.Contains($"See: msq {line.Split(' ')[0]}", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MSQ_URL", "MSQ_API_KEY", "key")]
    [InlineData("MSQ_API_KEY", "MSQ_URL", "http://127.0.0.1:1")]
    public async Task A_setting_that_is_missing_is_named(string missing, string other, string value)
    {
        var said = await new Shell([new(other, value)]).TypeAsync("pool");

        Assert.Equal((2, ""), (said.Code, said.Output));
        Assert.Contains(missing, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_that_does_not_answer_is_named()
    {
        var said = await new Shell([new("MSQ_URL", "http://127.0.0.1:1"), new("MSQ_API_KEY", "key")]).TypeAsync("pool");

        Assert.Equal((1, ""), (said.Code, said.Output));
        Assert.Contains("127.0.0.1:1 does not answer", said.Error, StringComparison.Ordinal);
    }
}
