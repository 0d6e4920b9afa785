using Microsoft.Extensions.Configuration;
using Msq.Hosting.Settings;

namespace Msq.Hosting.Configuration;

/// <summary>Settings that are files of their own, as Docker, Podman and Kubernetes mount secrets.</summary>
public static class MountedSecrets
{
    /// <summary>
    /// Adds a setting for each file of the folder that <c>MSQ_SECRETS</c> names: the file's name is the setting's (<c>__</c> for <c>:</c>), its text without the line's end the value. It counts more than
    /// an environment variable of that name. Files that change are read again.
    /// </summary>
    /// <exception cref="ConfigurationProblem">There is no such folder.</exception>
    public static IConfigurationManager AddMountedSecrets(this IConfigurationManager configuration)
    {
        if (ProcessSettings.SecretsFolder.ReadFrom(configuration) is not { Length: > 0 } named)
            return configuration;
        var folder = Path.GetFullPath(named);
        if (!Directory.Exists(folder))
            throw new ConfigurationProblem(folder, ProcessSettings.SecretsFolder.Key, "there is no such folder; it holds a file for each secret");
        configuration.AddKeyPerFile(folder, optional: false, reloadOnChange: true);
        return configuration;
    }
}
