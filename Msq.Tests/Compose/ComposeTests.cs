using Msq.Tests.EndToEnd;

namespace Msq.Tests.Compose;

/// <summary>The second way to start Msq, of its README.</summary>
[Trait("Suite", "compose")]
[Collection(ComposeCollection.Name)]
public sealed class ComposeTests(ComposeStack stack)
{
    private static readonly string[] Services = ["api", "dispatcher", "tracker"];

    [Fact]
    public async Task Every_service_becomes_healthy_and_what_runs_once_ends_well()
    {
        var containers = await stack.ContainersAsync();

        Assert.All(containers, container => Assert.True(container.IsWell, $"{container}"));
        Assert.All([.. Services, "mysql", "redis", "rabbitmq", "chain"], service => Assert.Contains(containers, container => container.Service == service && container.Health == "healthy"));
        Assert.All(["migrate", "grants", "contracts"], service => Assert.Contains(containers, container => container.Service == service && container.State == "exited"));
    }

    [Fact]
    public async Task The_demonstration_s_own_transaction_and_its_gasless_request_are_confirmed()
    {
        var said = await stack.ComposeAsync("run", "-T", "--rm", "demo");

        Assert.Contains("the balance on chain changed by exactly that amount", said, StringComparison.Ordinal);
        Assert.Contains("the token saw the wallet as the sender", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_finds_nothing_wrong()
    {
        var said = await stack.ComposeAsync("run", "-T", "--rm", "msq", "doctor");

        Assert.EndsWith("All is well.\n", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("dispatcher")]
    [InlineData("tracker")]
    [InlineData("oz-relayer-1")]
    [InlineData("mysql")]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("chain")]
    public async Task After_a_restart_of_a_container_another_transaction_is_confirmed(string service)
    {
        await stack.RestartAsync(service);
        var receiver = RelayCaller.FreshAddress();

        var end = await stack.Caller.EndAsync(await stack.Caller.SubmitAsync(receiver, "7"));

        Assert.Equal("confirmed", end.GetProperty("status").GetString());
        Assert.Equal(7, await stack.Caller.BalanceAsync(receiver));
    }

    [Fact]
    public async Task The_services_are_nobody_and_write_nowhere_but_to_tmp()
    {
        foreach (var service in Services)
        {
            Assert.Equal((0, "1654\n"), await stack.ExecuteAsync(service, "id", "-u"));
            Assert.NotEqual(0, (await stack.ExecuteAsync(service, "touch", "/app/written")).ExitCode);
            Assert.Equal(0, (await stack.ExecuteAsync(service, "touch", "/tmp/written")).ExitCode);
            Assert.Contains("CapBnd:\t0000000000000000\n", (await stack.ExecuteAsync(service, "cat", "/proc/1/status")).Output, StringComparison.Ordinal);
            Assert.Contains("NoNewPrivs:\t1\n", (await stack.ExecuteAsync(service, "cat", "/proc/1/status")).Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Everything_has_a_read_only_root_and_nothing_is_reached_from_another_machine()
    {
        var containers = await stack.ContainersAsync();

        Assert.All(containers, container => Assert.True(container.IsReadOnly, $"{container}"));
        Assert.All(containers.SelectMany(container => container.Listens), address => Assert.Equal("127.0.0.1", address));
        Assert.Contains(containers, container => container.Listens.Count > 0);
    }
}

/// <summary>It wants the machine for itself.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ComposeCollection : ICollectionFixture<ComposeStack>
{
    public const string Name = "compose";
}
