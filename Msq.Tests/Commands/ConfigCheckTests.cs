using Msq.Tests.Api;

namespace Msq.Tests.Commands;

/// <summary><c>msq config check</c></summary>
public sealed class ConfigCheckTests
{
    [Fact]
    public async Task A_right_configuration_is_said_to_be_right()
    {
        var said = await CheckAsync(ApiWorld.Pools, ApiWorld.Clients);

        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("is right.", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_with_its_place_and_ends_with_the_services_exit_code()
    {
        var pools = ApiWorld.Pools.Replace("http://127.0.0.1:8081", "nowhere", StringComparison.Ordinal).Replace("relayerId: r1", "colour: red", StringComparison.Ordinal)
            .Replace("chainId: 5", "chainId: five", StringComparison.Ordinal);

        var said = await CheckAsync(pools, ApiWorld.Clients, ("ConnectionStrings__RabbitMq", "localhost"), ("ConnectionStrings__MySql", ""));

        Assert.Equal((78, ""), (said.Code, said.Output));
        var lines = said.Error.TrimEnd().Split('\n');
        Assert.Equal(5, lines.Length);
        foreach (var place in new[] { "pools[0].relayers[0].url", "pools[0].relayers[1].colour", "pools[1].chainId", "ConnectionStrings:RabbitMq", "ConnectionStrings:MySql" })
            Assert.Single(lines, line => line.Contains(place, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_client_that_is_wrong_is_named()
    {
        var said = await CheckAsync(ApiWorld.Pools, ApiWorld.Clients.Replace("pools: [other, local]", "pools: [moon]", StringComparison.Ordinal).Replace("scopes: [admin]", "scopes: [fly]", StringComparison.Ordinal));

        Assert.Equal(78, said.Code);
        Assert.Equal(2, said.Error.TrimEnd().Split('\n').Length);
        Assert.Contains("clients[1].pools: 'moon'", said.Error, StringComparison.Ordinal);
        Assert.Contains("clients[3].scopes: 'fly'", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_one_service_needs_is_named_too()
    {
        var said = await CheckAsync(ApiWorld.Pools, ApiWorld.Clients, ("Webhooks__SigningKey", ""));

        Assert.Equal(78, said.Code);
        Assert.Contains("Webhooks:SigningKey", said.Error, StringComparison.Ordinal);
    }

    private static async Task<Said> CheckAsync(string pools, string clients, params (string Name, string Value)[] others)
    {
        var folder = ApiWorld.WriteConfig(clients, pools);
        try
        {
            var environment = new Dictionary<string, string?>
            {
                ["MSQ_CONFIG"] = folder,
                ["OZ_RELAYER_API_KEY"] = "k",
                ["ConnectionStrings__MySql"] = "Server=db;Database=msq",
                ["ConnectionStrings__RabbitMq"] = "amqp://msq:secret@broker/",
                ["Webhooks__SigningKey"] = ApiWorld.SigningKey,
            };
            foreach (var (name, value) in others)
                environment[name] = value;
            return await new Shell(environment).TypeAsync("config", "check");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
