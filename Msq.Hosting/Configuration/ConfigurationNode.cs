using System.Globalization;
using System.Numerics;
using Msq.Ethereum.Values;
using YamlDotNet.RepresentationModel;

namespace Msq.Hosting.Configuration;

/// <summary>A mapping of a configuration file. Reads values by type and refuses keys that nobody asked for.</summary>
public sealed class ConfigurationNode
{
    private readonly ConfigurationFile _file;
    private readonly string _path;
    private readonly Dictionary<string, YamlNode> _values = [];
    private readonly HashSet<string> _asked = [];

    internal ConfigurationNode(ConfigurationFile file, string path, YamlMappingNode node)
    {
        _file = file;
        _path = path;
        foreach (var (key, value) in node.Children)
            _values[((YamlScalarNode)key).Value ?? ""] = value;
    }

    /// <summary>A problem with a key of this mapping.</summary>
    public ConfigurationProblem Problem(string key, string problem) => _file.Problem(PathOf(key), problem);

    /// <summary>Whether the key is there.</summary>
    public bool Has(string key)
    {
        _asked.Add(key);
        return _values.ContainsKey(key);
    }

    /// <summary>A mapping, or null when the key is missing.</summary>
    public ConfigurationNode? OptionalNode(string key)
    {
        if (!Has(key))
            return null;
        return _values[key] is YamlMappingNode mapping ? new ConfigurationNode(_file, PathOf(key), mapping) : throw Problem(key, "must be a mapping");
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string key) => OptionalText(key) ?? throw Problem(key, "is missing");

    /// <summary>A text, or null when the key is missing.</summary>
    public string? OptionalText(string key)
    {
        _asked.Add(key);
        if (!_values.TryGetValue(key, out var node))
            return null;
        if (node is not YamlScalarNode { Value.Length: > 0 } scalar)
            throw Problem(key, "must be a text");
        return _file.Expand(PathOf(key), scalar.Value);
    }

    /// <summary>A secret that must be there, by reference: <c>${NAME}</c>. Files are copied, mailed and committed.</summary>
    public string Secret(string key)
    {
        if (_values.TryGetValue(key, out var node))
            RefuseInTheOpen(key, node);
        return Text(key);
    }

    /// <summary>A list of secrets, at least one, each by reference.</summary>
    public IReadOnlyList<string> Secrets(string key)
    {
        foreach (var item in Items(key))
            RefuseInTheOpen(key, item);
        return Texts(key);
    }

    /// <summary>One of the given words.</summary>
    public string Word(string key, string otherwise, params string[] words)
    {
        var word = OptionalText(key) ?? otherwise;
        return words.Contains(word) ? word : throw Problem(key, $"is '{word}', must be one of {string.Join(", ", words)}");
    }

    /// <summary>A whole number within bounds.</summary>
    public long Number(string key, long? otherwise, long least, long most)
    {
        if (OptionalText(key) is not { } text)
            return otherwise ?? throw Problem(key, "is missing");
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Problem(key, $"is '{text}', must be a whole number from {least} to {most}");
    }

    /// <summary>An amount of wei in decimal digits, or null when the key is missing.</summary>
    public BigInteger? OptionalWei(string key)
    {
        if (OptionalText(key) is not { } text)
            return null;
        return UInt256.TryParseDecimal(text, out var wei, out _) ? wei : throw Problem(key, $"is '{text}', must be wei in decimal digits");
    }

    /// <summary>A span of time: a number with <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan otherwise)
    {
        if (OptionalText(key) is not { } text)
            return otherwise;
        var digits = text.TrimEnd('m', 's', 'h');
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            throw Problem(key, $"is '{text}', must be like 500ms, 30s, 5m or 2h");
        return text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => throw Problem(key, $"is '{text}', must be like 500ms, 30s, 5m or 2h"),
        };
    }

    /// <summary><c>true</c> or <c>false</c>; false when missing.</summary>
    public bool Flag(string key) => Word(key, "false", "true", "false") == "true";

    /// <summary>An absolute http or https URL.</summary>
    public Uri Url(string key) => ToUrl(key, Text(key));

    /// <summary>A list of absolute http or https URLs, at least one.</summary>
    public IReadOnlyList<Uri> Urls(string key) => [.. Texts(key).Select((text, index) => ToUrl($"{key}[{index}]", text))];

    /// <summary>A list of texts, at least one.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var items = Items(key);
        return [.. items.Select((item, index) => item is YamlScalarNode { Value.Length: > 0 } scalar
            ? _file.Expand($"{PathOf(key)}[{index}]", scalar.Value)
            : throw Problem($"{key}[{index}]", "must be a text"))];
    }

    /// <summary>A list of mappings, at least one.</summary>
    public IReadOnlyList<ConfigurationNode> Nodes(string key)
    {
        var items = Items(key);
        return [.. items.Select((item, index) => item is YamlMappingNode mapping
            ? new ConfigurationNode(_file, $"{PathOf(key)}[{index}]", mapping)
            : throw Problem($"{key}[{index}]", "must be a mapping"))];
    }

    /// <summary>Reads every mapping of a list, at least one, also those behind one that is wrong.</summary>
    /// <exception cref="ConfigurationProblem">What is wrong with each that is.</exception>
    public IReadOnlyList<T> Each<T>(string key, Func<ConfigurationNode, T> read)
    {
        var (items, problems) = (new List<T>(), new List<ConfigurationProblem>());
        foreach (var node in Nodes(key))
        {
            try
            {
                items.Add(read(node));
            }
            catch (ConfigurationProblem problem)
            {
                problems.Add(problem);
            }
        }

        return problems.Count switch
        {
            0 => items,
            1 => throw problems[0],
            _ => throw new ConfigurationProblem(problems),
        };
    }

    /// <summary>Refuses the keys that were not read: a typing error must not silently become a default.</summary>
    public void RefuseOthers()
    {
        foreach (var key in _values.Keys.Where(key => !_asked.Contains(key)))
            throw Problem(key, $"is unknown; known here: {string.Join(", ", _asked)}");
    }

    private void RefuseInTheOpen(string key, YamlNode node)
    {
        if (node is YamlScalarNode { Value: { Length: > 0 } text } && !ConfigurationFile.IsReference(text))
            throw Problem(key, "must not stand in the file: write ${NAME}, and give NAME by a setting, an environment variable or a mounted file");
    }

    private IList<YamlNode> Items(string key)
    {
        _asked.Add(key);
        if (!_values.TryGetValue(key, out var node))
            throw Problem(key, "is missing");
        return node is YamlSequenceNode { Children.Count: > 0 } sequence ? sequence.Children : throw Problem(key, "must be a list with at least one item");
    }

    private Uri ToUrl(string key, string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme is "http" or "https")
        ? url
        : throw Problem(key, "must be an absolute http or https URL");

    private string PathOf(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
