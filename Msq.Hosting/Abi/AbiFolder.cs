using System.Text.Json;
using Msq.Ethereum.Reverts;
using Msq.Hosting.Configuration;

namespace Msq.Hosting.Abi;

/// <summary>The ABIs of the contracts that are called: <c>abi/*.json</c> in the configuration folder. What they revert with is then shown with names and arguments.</summary>
public static class AbiFolder
{
    /// <summary>The folder's name in the configuration folder.</summary>
    public const string Name = "abi";

    /// <summary>The errors that the ABIs declare; none when there is no such folder.</summary>
    /// <exception cref="ConfigurationProblem">A file is no ABI; the message names it.</exception>
    public static IReadOnlyList<AbiError> ReadErrors(string configFolder)
    {
        var folder = Path.Combine(configFolder, Name);
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).SelectMany(Read)] : [];
    }

    private static IReadOnlyList<AbiError> Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return AbiError.ReadAbi(json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new ConfigurationProblem(path, "abi", exception.Message);
        }
    }
}
