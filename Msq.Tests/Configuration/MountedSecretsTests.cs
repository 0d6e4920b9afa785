using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Msq.Hosting;
using Msq.Hosting.Configuration;
using Msq.Hosting.Pools;
using Msq.Local;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Configuration;

/// <summary>Settings from a folder with a file for each.</summary>
public sealed class MountedSecretsTests : IDisposable
{
    private readonly TemporaryFolder _secrets = new();

    public void Dispose() => _secrets.Dispose();

    [Fact]
    public void A_file_is_a_setting_and_what_the_pool_file_refers_to_and_counts_more_than_a_variable()
    {
        Mount("OZ_RELAYER_API_KEY", "a-mounted-key-of-32-characters-or-more\n");
        Mount("ConnectionStrings__Sqlite", "Data Source=mounted.db");
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Development().Settings(Development.ConfigFolder, new Uri("http://127.0.0.1:9"), [.. Enumerable.Range(10, 3).Select(port => new Uri($"http://127.0.0.1:{port}"))]));
        builder.Configuration.AddInMemoryCollection([new("MSQ_SECRETS", _secrets.Path)]);

        builder.AddMsqProcess();

        var pools = builder.Services.Select(service => service.ImplementationInstance).OfType<PoolFile>().Single();
        Assert.All(pools.Relayers, relayer => Assert.Equal("a-mounted-key-of-32-characters-or-more", relayer.ApiKey));
        Assert.Equal("Data Source=mounted.db", builder.Configuration.GetConnectionString("Sqlite"));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        var builder = WebApplication.CreateBuilder();
        var missing = Path.Combine(_secrets.Path, "nowhere");
        builder.Configuration.AddInMemoryCollection([new("MSQ_SECRETS", missing)]);

        var problem = Assert.Throws<ConfigurationProblem>(() => builder.AddMsqProcess());

        Assert.Contains(missing, problem.Message, StringComparison.Ordinal);
        Assert.Contains("MSQ_SECRETS", problem.Message, StringComparison.Ordinal);
    }

    private void Mount(string name, string text) => File.WriteAllText(Path.Combine(_secrets.Path, name), text);
}
