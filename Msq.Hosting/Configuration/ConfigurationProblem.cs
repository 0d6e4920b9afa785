namespace Msq.Hosting.Configuration;

/// <summary>A configuration file is wrong. Stops the process at start; the message names the file and the key.</summary>
public sealed class ConfigurationProblem(string file, string key, string problem) : Exception($"{file}: {key}: {problem}");
