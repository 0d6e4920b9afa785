using Msq.Local.Servers;

namespace Msq.Local.Commands;

/// <summary>A folder under .msq/ that one run has for itself.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly FileStream claim;

    private RunFolder(string path, FileStream claim)
    {
        Path = path;
        this.claim = claim;
    }

    public string Path { get; }

    /// <summary>Takes the folder, emptied unless its content is to be kept.</summary>
    /// <exception cref="IOException">Another run has it.</exception>
    public static RunFolder Claim(string name, bool keep)
    {
        var root = Directory.CreateDirectory(System.IO.Path.Combine(RepositoryRoot.Path, ".msq")).FullName;
        var path = System.IO.Path.Combine(root, name);
        FileStream claim;
        try
        {
            claim = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"another ./run uses {path}; stop it first", e);
        }

        if (!keep && Directory.Exists(path)) Directory.Delete(path, recursive: true);
        return new RunFolder(Directory.CreateDirectory(path).FullName, claim);
    }

    public void Dispose() => claim.Dispose();
}
