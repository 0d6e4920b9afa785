using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Msq.Tests.Fuzz;

/// <summary>A request byte by byte: no client library would send most of these.</summary>
internal sealed record RawRequest(string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body, bool IsChunked = false)
{
    /// <summary>The headers of a name, as a server reads them.</summary>
    public IReadOnlyList<string> Header(string name) => [.. Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value.Trim(' ', '\t'))];

    /// <summary>Sends it over a connection of its own and reads the answer; null when the server closed the connection without one.</summary>
    public async Task<RawAnswer?> SendAsync(Uri server, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellationToken);
        await using var stream = new NetworkStream(socket);
        try
        {
            await stream.WriteAsync(Bytes(), cancellationToken);
        }
        catch (IOException)
        {
            // It was refused before it was sent: the answer is there all the same.
        }

        return await RawAnswer.ReadAsync(stream, cancellationToken);
    }

    /// <summary>What goes over the wire.</summary>
    public byte[] Bytes()
    {
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\n");
        foreach (var (name, value) in Headers)
            head.Append($"{name}: {value}\r\n");
        if (IsChunked)
            head.Append("Transfer-Encoding: chunked\r\n");
        else if (Body.Length > 0)
            head.Append($"Content-Length: {Body.Length}\r\n");
        head.Append("Connection: close\r\n\r\n");
        var bytes = Encoding.Latin1.GetBytes(head.ToString());
        if (!IsChunked)
            return [.. bytes, .. Body];
        var half = Body.Length / 2;
        return [.. bytes, .. Chunk(Body.AsSpan(0, half)), .. Chunk(Body.AsSpan(half)), .. "0\r\n\r\n"u8];
    }

    public override string ToString()
    {
        var text = Encoding.Latin1.GetString(Bytes());
        return text.Length <= 2000 ? text : text[..2000] + "…";
    }

    private static byte[] Chunk(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? [] : [.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8];
}

/// <summary>An answer.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    private const int Longest = 4 * 1024 * 1024;

    public string ContentType => Headers.GetValueOrDefault("content-type", "").Split(';')[0];

    public JsonElement? Json
    {
        get
        {
            try
            {
                return JsonDocument.Parse(Body).RootElement;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    public static async Task<RawAnswer?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        var head = -1;
        try
        {
            int read;
            while (all.Length < Longest && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                all.Write(buffer, 0, read);
                if (head < 0 && (head = all.GetBuffer().AsSpan(0, (int)all.Length).IndexOf("\r\n\r\n"u8)) >= 0 && IsEndless(Encoding.Latin1.GetString(all.GetBuffer(), 0, head)))
                    break;
            }
        }
        catch (IOException)
        {
            // Closed with what was not read of the request: what came before counts.
        }

        if (head >= 0 && all.GetBuffer().AsSpan().StartsWith("HTTP/1.1 100"u8))
        {
            // "Go on", to who asked whether to: the answer comes behind it.
            var rest = all.GetBuffer().AsMemory(head + 4, (int)all.Length - head - 4);
            return await ReadAsync(new MemoryStream(rest.ToArray()), cancellationToken);
        }

        return head < 0 ? null : Parse(Encoding.Latin1.GetString(all.GetBuffer(), 0, head), Encoding.UTF8.GetString(all.GetBuffer(), head + 4, (int)all.Length - head - 4));
    }

    private static bool IsEndless(string head) => head.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private static RawAnswer Parse(string head, string body)
    {
        var lines = head.Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        if (headers.GetValueOrDefault("transfer-encoding") == "chunked")
            body = Unchunk(body);
        return new RawAnswer(int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), headers, body);
    }

    // Answers are ASCII, or one chunk: lengths in characters would do nothing but cut what is not looked at.
    private static string Unchunk(string body)
    {
        var text = new StringBuilder();
        var bytes = Encoding.UTF8.GetBytes(body);
        for (var place = 0; place < bytes.Length;)
        {
            var end = bytes.AsSpan(place).IndexOf("\r\n"u8);
            if (end < 0 || !int.TryParse(Encoding.ASCII.GetString(bytes, place, end), System.Globalization.NumberStyles.HexNumber, null, out var length) || length == 0)
                break;
            place += end + 2;
            length = Math.Min(length, bytes.Length - place);
            text.Append(Encoding.UTF8.GetString(bytes, place, length));
            place += length + 2;
        }

        return text.ToString();
    }
}
