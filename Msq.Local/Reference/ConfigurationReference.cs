using System.Text;
using System.Text.Json.Nodes;
using Msq.Hosting.Settings;
using Msq.Local.Servers;

namespace Msq.Local.Reference;

/// <summary>The reference of everything that can be set, in Markdown: from <see cref="ProcessSettings"/>, and from the schemas of the configuration files.</summary>
internal static class ConfigurationReference
{
    public static string Write()
    {
        var text = new StringBuilder("""
            # Configuration reference

            Made from the code and from the schemas in `config/`, and checked by `./test`; after a change write it anew: `dotnet run --project Msq.Local -- describe`. What it is for, and how to change it, is in
            [configuration](configuration.md).

            ## Settings of the processes

            Environment variables, files in `MSQ_SECRETS`, or command line arguments (with `:` for `__`). They are read at the start of a process: a change needs a restart. One that is wrong, or missing where it must be
            set, stops the process with exit code 78. *Secret* ones belong into a file of `MSQ_SECRETS`.

            | setting | read by | must be | default | meaning |
            |---|---|---|---|---|

            """);
        foreach (var setting in ProcessSettings.All)
            Row(text, $"`{setting.Variable}`", Readers(setting), setting.Type, Code(setting.Default), setting.IsSecret ? $"*Secret.* {setting.Meaning}" : setting.Meaning);
        Append(text, "relayer-pool", "Followed while Msq runs, within about a second of a change of the file, unless the meaning says otherwise.");
        Append(text, "clients", "Followed while Msq runs, within about a second of a change of the file.");
        return text.ToString();
    }

    private static void Append(StringBuilder text, string file, string change)
    {
        text.Append($"""

            ## `{file}.yaml`

            {change} A change of a secret that the file refers to counts when the file is read again, or at the next start. A field that is not here is refused. Durations are a number with `ms`, `s`, `m` or `h`.

            | field | must be | default | meaning |
            |---|---|---|---|

            """);
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "config", $"{file}.schema.json")))!.AsObject();
        foreach (var field in SchemaField.ReadAll(schema))
            Row(text, $"`{field.Path}`", field.Type, field.IsRequired ? "*required*" : Code(field.Default), field.Meaning);
    }

    private static string Readers(ProcessSetting setting)
    {
        var readers = setting.Readers;
        var names = readers.HasFlag(SettingReaders.Services)
            ? ["services"]
            : new[] { (SettingReaders.Api, "API"), (SettingReaders.Dispatcher, "dispatcher"), (SettingReaders.Tracker, "tracker") }.Where(one => readers.HasFlag(one.Item1)).Select(one => one.Item2).ToList();
        if (readers.HasFlag(SettingReaders.Migration))
            names.Add("migrate");
        return string.Join(", ", names);
    }

    private static string Code(string? text) => text is null ? "" : $"`{text}`";

    private static void Row(StringBuilder text, params string[] cells) =>
        text.Append($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
}
