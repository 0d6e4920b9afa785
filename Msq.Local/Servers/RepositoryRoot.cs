namespace Msq.Local.Servers;

/// <summary>Where the repository is, and what its build put where.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder that holds Msq.sln, above the running program.</summary>
    public static string Path { get; } = Find();

    /// <summary>The program of another project of this solution, from the same configuration (release or debug) as the running one.</summary>
    /// <exception cref="FileNotFoundException">It was not built.</exception>
    public static string Program(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var program = System.IO.Path.Combine(Path, "artifacts", "bin", project, configuration, project + ".dll");
        return File.Exists(program) ? program : throw new FileNotFoundException($"{program} is missing; build the solution: dotnet build -c {configuration}", program);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Msq.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No Msq.sln above {AppContext.BaseDirectory}: this program runs from the repository's artifacts folder");
    }
}
