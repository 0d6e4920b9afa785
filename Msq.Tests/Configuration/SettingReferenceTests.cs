using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Msq.Api;
using Msq.Dispatcher;
using Msq.Hosting.Bus;
using Msq.Hosting.Settings;
using Msq.StatusTracker;
using Msq.Tests.Api;

namespace Msq.Tests.Configuration;

/// <summary>What the reference says of the processes' settings is what the processes read.</summary>
public sealed partial class SettingReferenceTests : IDisposable
{
    private readonly string _folder = ApiWorld.WriteConfig(ApiWorld.Clients);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(SettingReaders.Api)]
    [InlineData(SettingReaders.Dispatcher)]
    [InlineData(SettingReaders.Tracker)]
    public async Task A_service_reads_what_the_reference_says_and_nothing_else(SettingReaders service)
    {
        var recorder = new SettingRecorder();
        var builder = ApiWorld.Builder(_folder,
            $"--ConnectionStrings:Sqlite=Data Source={Path.Combine(_folder, "msq.db")}", "--ConnectionStrings:RabbitMq=loopback://localhost/", $"--Webhooks:SigningKey={ApiWorld.SigningKey}",
            "--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9");
        ((IConfigurationBuilder)builder.Configuration).Add(recorder);
        _ = service switch
        {
            SettingReaders.Api => builder.AddMsqApi(),
            SettingReaders.Dispatcher => builder.AddMsqDispatcher(),
            _ => builder.AddMsqStatusTracker(),
        };
        builder.AddMsqBus();
        await using var app = builder.Build();
        if (service == SettingReaders.Api)
            app.MapMsqApi();

        // The files' authors make up the names in these.
        var named = Directory.EnumerateFiles(_folder, "*.yaml").SelectMany(file => Reference().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToHashSet();
        var documented = ProcessSettings.All.Where(setting => setting.Readers.HasFlag(service) && !setting.IsOfTheHost).Select(setting => setting.Key);
        Assert.Equal(documented.Order(StringComparer.Ordinal), recorder.Asked.Where(key => !named.Contains(key)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_that_the_code_names_is_in_the_reference()
    {
        var named = typeof(ProcessSettings).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ProcessSetting>().ToList();

        Assert.NotEmpty(named);
        Assert.All(named, setting => Assert.Contains(setting, ProcessSettings.All));
        Assert.Equal(ProcessSettings.All.Count, ProcessSettings.All.Select(setting => setting.Key).Distinct().Count());
    }

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Reference();
}
