namespace Msq.Hosting.Configuration;

/// <summary>Configuration files are wrong. Stops the process at start; each line of the message names the file and the key.</summary>
public sealed class ConfigurationProblem : Exception
{
    /// <summary>One thing is wrong.</summary>
    public ConfigurationProblem(string file, string key, string problem) : base($"{file}: {key}: {problem}")
    {
    }

    /// <summary>Several things are wrong.</summary>
    public ConfigurationProblem(IEnumerable<ConfigurationProblem> problems) : base(string.Join('\n', problems.Select(problem => problem.Message)))
    {
    }
}
