using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Msq.Hosting.Configuration;

/// <summary>One YAML file of the configuration folder, read strictly: every problem names the file and the key.</summary>
public sealed partial class ConfigurationFile
{
    private readonly Func<string, string?> _variable;

    private ConfigurationFile(string path, YamlMappingNode root, Func<string, string?> variable)
    {
        Path = path;
        _variable = variable;
        Root = new ConfigurationNode(this, "", root);
    }

    /// <summary>Where it was read.</summary>
    public string Path { get; }

    /// <summary>The top level.</summary>
    public ConfigurationNode Root { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="variable">Resolves <c>${NAME}</c>: a setting or environment variable, null when it is not set.</param>
    /// <exception cref="ConfigurationProblem">The file is missing or no YAML mapping.</exception>
    public static ConfigurationFile Read(string path, Func<string, string?> variable)
    {
        if (!File.Exists(path))
            throw new ConfigurationProblem(path, "file", "not found; MSQ_CONFIG names the folder that holds it");

        try
        {
            using var reader = File.OpenText(path);
            var stream = new YamlStream();
            stream.Load(reader);
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
                return new ConfigurationFile(path, root, variable);
            throw new ConfigurationProblem(path, "file", "must hold one YAML mapping");
        }
        catch (YamlException exception)
        {
            throw new ConfigurationProblem(path, string.Create(CultureInfo.InvariantCulture, $"line {exception.Start.Line}"), exception.Message);
        }
    }

    internal ConfigurationProblem Problem(string key, string problem) => new(Path, key, problem);

    internal static bool IsReference(string text) => Variable().Match(text).Length == text.Length;

    internal string Expand(string key, string text) => Variable().Replace(text, match =>
        _variable(match.Groups[1].Value) ?? throw Problem(key, $"refers to ${{{match.Groups[1].Value}}}, which is not set"));

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Variable();
}
