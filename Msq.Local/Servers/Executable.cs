namespace Msq.Local.Servers;

/// <summary>Finds the programs that come with Debian packages.</summary>
public static class Executable
{
    private static readonly string[] SystemFolders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];

    /// <summary>The full path of <paramref name="name"/>, looked for in <paramref name="folders"/>, the PATH and the usual places.</summary>
    /// <exception cref="FileNotFoundException">Not installed; the message says which Debian package has it.</exception>
    public static string Find(string name, string package, params string[] folders)
    {
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return folders.Concat(path).Concat(SystemFolders).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{name} is not installed. On Debian: apt-get install --no-install-recommends {package}", name);
    }
}
