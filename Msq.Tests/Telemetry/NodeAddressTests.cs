using Msq.Hosting.Rpc;
using Msq.Tests.Api;

namespace Msq.Tests.Telemetry;

/// <summary>A node's URL has its key in it, as providers sell them.</summary>
public sealed class NodeAddressTests
{
    [Fact]
    public async Task The_path_of_a_node_is_in_no_line_of_the_log()
    {
        const string Key = "v3-key-of-the-node";
        await using var api = await ApiWorld.StartAsync(pools: ApiWorld.Pools.Replace(
            "rpcUrls: [http://127.0.0.1:8545]", $"rpcUrls: [\"http://127.0.0.1:9/{Key}\"]\n    forwarder: \"{ApiWorld.Target}\"", StringComparison.Ordinal));

        await ApiWorld.UntilAsync(() => Task.FromResult(api.Log.Of(typeof(PoolNodes).FullName!).Any()));

        Assert.All(api.Log.All, line => Assert.DoesNotContain(Key, line, StringComparison.Ordinal));
    }
}
