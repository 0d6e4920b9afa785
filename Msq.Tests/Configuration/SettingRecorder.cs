using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Msq.Tests.Configuration;

/// <summary>Writes down which settings Msq's own code asks for. Put behind the other sources, it is asked first, and knows nothing.</summary>
internal sealed class SettingRecorder : IConfigurationSource, IConfigurationProvider
{
    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys; one that ends with <c>:*</c> stands for whatever is below it.</summary>
    public IReadOnlyCollection<string> Asked => [.. _asked.Keys];

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public bool TryGet(string key, out string? value)
    {
        Record(key);
        value = null;
        return false;
    }

    public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
    {
        Record($"{parentPath}:*");
        return earlierKeys;
    }

    public IChangeToken GetReloadToken() => new CancellationChangeToken(CancellationToken.None);

    public void Load()
    {
    }

    public void Set(string key, string? value)
    {
    }

    private void Record(string key)
    {
        var caller = new StackTrace().GetFrames()
            .Select(frame => frame.GetMethod()?.DeclaringType?.Assembly)
            .OfType<Assembly>()
            .Select(assembly => assembly.GetName().Name!)
            .FirstOrDefault(name => name != typeof(SettingRecorder).Assembly.GetName().Name && !name.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal) && !name.StartsWith("System.", StringComparison.Ordinal));
        if (caller?.StartsWith("Msq.", StringComparison.Ordinal) == true)
            _asked.TryAdd(key, true);
    }
}
