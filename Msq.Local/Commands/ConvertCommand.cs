using System.Text.Json;
using Msq.Local.Conversion;

namespace Msq.Local.Commands;

/// <summary>
/// <c>Msq.Local convert defender|oz-relayer FILE FOLDER</c>: writes <c>relayer-pool.yaml</c> and <c>clients.yaml</c> from what Defender's <c>listRelayers</c> answered, or from the
/// <c>config.json</c> of an OZ Relayer. Overwrites nothing; the clients' new keys are shown once.
/// </summary>
public static class ConvertCommand
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "convert";
    private const string Usage = "usage: convert defender RELAYERS.json FOLDER | convert oz-relayer CONFIG.json FOLDER";

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is not [("defender" or "oz-relayer") and var source, var file, var folder])
        {
            errors.WriteLine($"error: {Usage}");
            return 2;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var relayers = ConvertedRelayer.Of(source == "defender"
                ? DefenderListing.Read(document.RootElement)
                : OzRelayerConfiguration.Read(document.RootElement, Path.GetDirectoryName(Path.GetFullPath(file))!));
            if (relayers.Count == 0)
                throw new FormatException("it has no relayer");
            Write(folder, ("relayer-pool.yaml", ConvertedFiles.Pools(relayers)), ("clients.yaml", ConvertedFiles.Clients(relayers)));
            output.WriteLine($"{folder} has {relayers.Count} relayers now. Their clients' keys are shown here only:");
            output.WriteLine();
            foreach (var one in relayers)
                output.WriteLine($"  {one.From.Name}: apiKey {one.Id}, apiSecret {one.Key.Secret}");
            return 0;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"error: {file}: {exception.Message}");
            return 1;
        }
    }

    private static void Write(string folder, params (string Name, string Text)[] files)
    {
        Directory.CreateDirectory(folder);
        if (files.Select(one => Path.Combine(folder, one.Name)).FirstOrDefault(File.Exists) is { } existing)
            throw new IOException($"{existing} exists already; nothing was written");
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(folder, name), text);
    }
}
