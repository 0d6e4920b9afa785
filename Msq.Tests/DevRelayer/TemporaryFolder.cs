namespace Msq.Tests.DevRelayer;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("msq-dev-relayer-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
