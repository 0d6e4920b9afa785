using Msq.Hosting.Configuration;

namespace Msq.Local.CommandLine;

/// <summary>Settings as the services have them: environment variables, and the folder with mounted secrets.</summary>
public static class ProcessEnvironment
{
    /// <summary>Reads them.</summary>
    /// <exception cref="ConfigurationProblem">The folder with the secrets is missing.</exception>
    public static IConfigurationRoot Read()
    {
        var configuration = new ConfigurationManager();
        configuration.AddEnvironmentVariables();
        configuration.AddMountedSecrets();
        return configuration;
    }
}
