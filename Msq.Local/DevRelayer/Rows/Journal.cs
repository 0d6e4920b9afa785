using System.Text.Json;
using System.Threading.Channels;

namespace Msq.Local.DevRelayer.Rows;

/// <summary>
/// An append-only file of JSON lines. An append is done when its line is on the disk; lines that wait while the disk
/// works are written together, so that a burst costs few flushes.
/// </summary>
internal sealed class Journal : IAsyncDisposable
{
    private readonly FileStream file;
    private readonly Channel<(byte[] Line, TaskCompletionSource Written)> lines =
        Channel.CreateUnbounded<(byte[], TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task writing;

    private Journal(FileStream file)
    {
        this.file = file;
        writing = WriteAsync();
    }

    /// <summary>Reads the entries that a former process left, oldest first.</summary>
    /// <exception cref="InvalidDataException">A line in the middle is damaged.</exception>
    public static async Task<IReadOnlyList<JournalEntry>> ReadAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return [];
        var text = await File.ReadAllLinesAsync(path, cancellation);
        var entries = new List<JournalEntry>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            try
            {
                entries.Add(JsonSerializer.Deserialize<JournalEntry>(text[i], JournalEntry.Json)!);
            }
            catch (JsonException) when (i == text.Length - 1)
            {
                // Cut off by the death of the process while writing: nobody was told that it was kept.
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"{path}, line {i + 1} is damaged: {e.Message}", e);
            }
        }

        return entries;
    }

    /// <summary>Begins a new file with what is still known, in place of the old one.</summary>
    public static async Task<Journal> BeginAsync(string path, IEnumerable<JournalEntry> known, CancellationToken cancellation)
    {
        var fresh = path + ".new";
        await using (var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            foreach (var entry in known) await stream.WriteAsync(Line(entry), cancellation);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        return new Journal(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
    }

    /// <summary>Queues the entry; the task ends when it is on the disk, or with an <see cref="IOException"/> if it never will be.</summary>
    public Task Append(JournalEntry entry)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!lines.Writer.TryWrite((Line(entry), written))) written.SetException(new IOException("The journal takes no more lines"));
        return written.Task;
    }

    public async ValueTask DisposeAsync()
    {
        lines.Writer.TryComplete();
        await writing;
        await file.DisposeAsync();
    }

    private static byte[] Line(JournalEntry entry) => [.. JsonSerializer.SerializeToUtf8Bytes(entry, JournalEntry.Json), (byte)'\n'];

    private async Task WriteAsync()
    {
        var waiting = new List<TaskCompletionSource>();
        while (await lines.Reader.WaitToReadAsync())
        {
            waiting.Clear();
            try
            {
                while (lines.Reader.TryRead(out var line))
                {
                    waiting.Add(line.Written);
                    await file.WriteAsync(line.Line);
                }

                file.Flush(flushToDisk: true);
            }
            catch (IOException e)
            {
                // Half a line may be in the file now. Nothing may follow it: as the last line it is ignored at the next start.
                lines.Writer.TryComplete(e);
                while (lines.Reader.TryRead(out var line)) waiting.Add(line.Written);
                foreach (var one in waiting) one.TrySetException(e);
                return;
            }

            foreach (var one in waiting) one.SetResult();
        }
    }
}
