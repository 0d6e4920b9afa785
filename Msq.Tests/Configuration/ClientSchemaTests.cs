using Msq.Hosting.Clients;
using Msq.Hosting.Configuration;
using Msq.Hosting.Pools;
using Msq.Local;
using Msq.Tests.Api;

namespace Msq.Tests.Configuration;

/// <summary>What editors say of a clients file is what Msq says.</summary>
public sealed class ClientSchemaTests : IDisposable
{
    private const string Sha = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    private const string Good = $$"""
        clients:
          - name: payments
            keys: [{ id: k, sha256: {{Sha}} }]
            scopes: [submit]
            pools: [local]
        """;

    private readonly string folder = ApiWorld.WriteConfig(Good);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_file_that_comes_with_Msq_is_good()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Development.ConfigFolder, ClientFile.FileName));

        Assert.Empty(await SchemaSaysAsync(text));
        Assert.Null(ReaderSays(text));
    }

    [Theory]
    [InlineData("pools: [local]", "pools: [local]")]
    [InlineData("id: k", "id: k, expires: 2027-01-31T00:00:00Z, revoked: true")]
    [InlineData("pools: [local]", "pools: [local]\n    rateLimit: { requests: 100, per: 10s }")]
    [InlineData("pools: [local]", "pools: [local]\n    policy: { maxValue: \"1\", maxValuePerDay: 10, maxGas: 21000, speeds: [fast], targets: [{ address: \"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\" }] }")]
    [InlineData("pools: [local]", "pools: [local]\n    gasless: { maxGas: 1, maxValue: \"0\", targets: [{ address: \"${TOKEN}\", selectors: [\"0xa9059cbb\"] }] }")]
    [InlineData("pools: [local]", "pools: [local]\n    callbacks: [{ name: a, url: \"https://example.org\", secrets: [\"${SECRET}\"], statuses: [failed] }, { name: b, hosts: [example.org], secrets: [\"${SECRET}\", \"${OLD_SECRET}\"], allowPrivate: true }]")]
    [InlineData("pools: [local]", "pools: [local]\n    callbacks: [{ name: a, url: \"https://example.org\", secrets: [\"${SECRET}\"], signing: defender }, { name: b, url: \"https://example.org\", secrets: [\"${SECRET}\", \"${OLD_SECRET}\"], signing: standard }]")]
    public async Task What_one_takes_the_other_takes(string good, string more)
    {
        var text = Good.Replace(good, more, StringComparison.Ordinal);

        Assert.Empty(await SchemaSaysAsync(text));
        Assert.Null(ReaderSays(text));
    }

    [Theory]
    [InlineData("name: payments", "title: payments")]
    [InlineData("name: payments", "name: payments\n    colour: red")]
    [InlineData("keys: [{ id: k, sha256: " + Sha + " }]", "keys: []")]
    [InlineData(Sha, "abc")]
    [InlineData("id: k", "id: k, key: plain")]
    [InlineData("id: k", "id: k, expires: tomorrow")]
    [InlineData("id: k", "id: k, revoked: maybe")]
    [InlineData("[submit]", "[fly]")]
    [InlineData("[submit]", "[]")]
    [InlineData("pools: [local]", "pools: []")]
    [InlineData("pools: [local]", "pools: [local]\n    rateLimit: { requests: 0 }")]
    [InlineData("pools: [local]", "pools: [local]\n    rateLimit: { requests: 1, per: soon }")]
    [InlineData("pools: [local]", "pools: [local]\n    rateLimit: { per: 1s }")]
    [InlineData("pools: [local]", "pools: [local]\n    policy: { maxValue: \"0.1\" }")]
    [InlineData("pools: [local]", "pools: [local]\n    policy: { maxGas: 20999 }")]
    [InlineData("pools: [local]", "pools: [local]\n    policy: { speeds: [slow] }")]
    [InlineData("pools: [local]", "pools: [local]\n    policy: { targets: [{ selectors: [\"0xa9059cbb\"] }] }")]
    [InlineData("pools: [local]", "pools: [local]\n    policy: { maxPerDay: \"1\" }")]
    [InlineData("pools: [local]", "pools: [local]\n    gasless: { maxGas: 0 }")]
    [InlineData("pools: [local]", "pools: [local]\n    gasless: { targets: [{ address: \"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\", selectors: [transfer] }] }")]
    [InlineData("pools: [local]", "pools: [local]\n    callbacks: [{ name: a, secrets: [\"${SECRET}\"] }]")]
    [InlineData("pools: [local]", "pools: [local]\n    callbacks: [{ name: a, url: \"https://example.org\", secrets: [whsec_bXNxLWRldmVsb3BtZW50LWNhbGxiYWNrLXNlY3JldC4u] }]")]
    [InlineData("pools: [local]", "pools: [local]\n    callbacks: [{ name: a, url: \"https://example.org\", secrets: [\"${SECRET}\"], signing: openzeppelin }]")]
    [InlineData("pools: [local]", "pools: [local]\n    callbacks: [{ name: a, url: \"https://example.org\", secrets: [\"${SECRET}\", \"${OLD_SECRET}\"], signing: defender }]")]
    public async Task What_one_refuses_the_other_refuses(string good, string bad)
    {
        var text = Good.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Good, text);

        Assert.NotEmpty(await SchemaSaysAsync(text));
        Assert.NotNull(ReaderSays(text));
    }

    private static Task<IEnumerable<string>> SchemaSaysAsync(string yaml) => EditorSchema.SaysAsync("clients.schema.json", yaml);

    private string? ReaderSays(string text)
    {
        File.WriteAllText(Path.Combine(folder, ClientFile.FileName), text);
        try
        {
            ClientFile.Read(folder, name => name.EndsWith("SECRET", StringComparison.Ordinal) ? Development.CallbackSecret : "0x90F79bf6EB2c4f870365E785982E1f101E93b906", PoolFile.Read(folder, _ => "key"), isProduction: false);
            return null;
        }
        catch (ConfigurationProblem problem)
        {
            return problem.Message;
        }
    }
}
