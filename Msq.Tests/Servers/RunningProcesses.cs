namespace Msq.Tests.Servers;

/// <summary>Looks for processes by where they run, so that it finds also those whose parent is gone.</summary>
internal static class RunningProcesses
{
    /// <summary>The processes whose working folder is <paramref name="folder"/> or below.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        [.. Directory.GetDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _)).Where(process => RunsIn(process, folder))];

    private static bool RunsIn(string process, string folder)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false; // ended while we looked
        }
    }
}
