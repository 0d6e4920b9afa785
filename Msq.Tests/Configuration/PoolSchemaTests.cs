using Msq.Hosting.Configuration;
using Msq.Hosting.Pools;
using Msq.Local.Servers;

namespace Msq.Tests.Configuration;

/// <summary>What editors say of a pool file is what Msq says.</summary>
public sealed class PoolSchemaTests : IDisposable
{
    private static readonly string Config = Path.Combine(RepositoryRoot.Path, "config");
    private readonly string folder = Directory.CreateTempSubdirectory("msq-schema-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("development")]
    [InlineData("examples")]
    public async Task The_files_that_come_with_Msq_are_good(string which)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Config, which, PoolFile.FileName));

        Assert.Empty(await SchemaSaysAsync(text));
        Assert.Null(ReaderSays(text));
    }

    [Fact]
    public async Task The_examples_have_every_network()
    {
        ReaderSays(await File.ReadAllTextAsync(Path.Combine(Config, "examples", PoolFile.FileName)), out var file);

        Assert.Equal(new ulong[] { 1, 56, 97, 137, 31337, 80002, 11155111 }, file!.Pools.Select(pool => pool.ChainId).Order());
    }

    [Theory]
    [InlineData("confirmations: 2", "confirmations: 0")]
    [InlineData("confirmations: 2", "confirmation: 2")]
    [InlineData("chainId: 31337", "chainId: many")]
    [InlineData("settle: 5s", "settle: soon")]
    [InlineData("settle: 5s", "strategy: fastest")]
    [InlineData("settle: 5s", "minBalance: \"0.1\"")]
    [InlineData("settle: 5s", "maxAhead: 10001")]
    [InlineData("settle: 5s", "batch: { maxRequests: 501 }")]
    [InlineData("settle: 5s", "batch: { maxWait: 5 }")]
    [InlineData("id: relayer-1", "id: msq-1")]
    [InlineData("id: relayer-1", "id: relayer 1")]
    [InlineData("id: relayer-1", "weight: 101, id: relayer-1")]
    [InlineData("id: relayer-1", "consumers: 0, id: relayer-1")]
    [InlineData("\"${KEY}\"", "plain")]
    [InlineData("url: http", "url: ftp")]
    [InlineData("rpcUrls: [http://127.0.0.1:8545]", "rpcUrls: []")]
    public async Task What_one_refuses_the_other_refuses(string good, string bad)
    {
        const string Good = """
            pools:
              - name: local
                chainId: 31337
                rpcUrls: [http://127.0.0.1:8545]
                confirmations: 2
                settle: 5s
                relayers:
                  - { id: relayer-1, url: http://127.0.0.1:8081, apiKey: "${KEY}" }
            """;
        Assert.Empty(await SchemaSaysAsync(Good));
        Assert.Null(ReaderSays(Good));

        var text = Good.Replace(good, bad, StringComparison.Ordinal);

        Assert.NotEmpty(await SchemaSaysAsync(text));
        Assert.NotNull(ReaderSays(text));
    }

    private static Task<IEnumerable<string>> SchemaSaysAsync(string yaml) => EditorSchema.SaysAsync("relayer-pool.schema.json", yaml);

    private string? ReaderSays(string text) => ReaderSays(text, out _);

    private string? ReaderSays(string text, out PoolFile? file)
    {
        File.WriteAllText(Path.Combine(folder, PoolFile.FileName), text);
        file = null;
        try
        {
            file = PoolFile.Read(folder, name => name.EndsWith("_URL", StringComparison.Ordinal) ? $"http://{name.Replace('_', '-')}.test" : "secret");
            return null;
        }
        catch (ConfigurationProblem problem)
        {
            return problem.Message;
        }
    }
}
