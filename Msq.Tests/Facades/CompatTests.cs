namespace Msq.Tests.Facades;

/// <summary>The official clients as they are published, against all of Msq: what each does stands in its script in <c>compat/</c>.</summary>
[Trait("ShortOf", "compat")]
public sealed class CompatTests(CompatWorld world) : IClassFixture<CompatWorld>
{
    [Fact]
    public Task Defenders_newest_relay_signer_client_works_unchanged() => world.RunAsync("defender", "2.7.1");

    [Fact]
    public Task OZ_Relayers_newest_SDK_works_unchanged() => world.RunAsync("oz-relayer", "1.10.0");

    [Fact]
    public Task Viem_works_over_the_rpc_path() => world.RunAsync("viem");
}

/// <summary>Older versions of the official clients.</summary>
[Trait("Suite", "compat")]
public sealed class OlderCompatTests(CompatWorld world) : IClassFixture<CompatWorld>
{
    [Theory]
    [InlineData("1.14.4")]
    [InlineData("1.15.2")]
    [InlineData("2.1.0")]
    public Task Defenders_relay_signer_client_works_unchanged(string version) => world.RunAsync("defender", version);

    [Fact]
    public Task OZ_Relayers_SDK_works_unchanged() => world.RunAsync("oz-relayer", "1.3.0");
}
