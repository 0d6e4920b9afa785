using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Msq.Tests.Dispatcher;

/// <summary>A relayer on bare sockets, which misbehaves as a test asks. Unless told otherwise it accepts every POST and lists what it has accepted.</summary>
internal sealed class RawRelayer : IAsyncDisposable
{
    public const string Signer = "0x00000000000000000000000000000000000000f0";

    /// <summary>The relayer's own row, with nothing amiss.</summary>
    public static readonly string Healthy =
        Envelope(new JsonObject { ["id"] = "relayer-1", ["paused"] = false, ["system_disabled"] = false, ["address"] = Signer });

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private int _connections;

    private RawRelayer()
    {
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}");
        OnPost = (request, connection) => connection.AnswerAsync(200, Envelope(Take(request)));
        OnGet = Answer;
        _running = AcceptAsync();
    }

    public static RawRelayer Start() => new();

    public Uri Url { get; }

    /// <summary>Every POST whose last byte arrived.</summary>
    public ConcurrentQueue<RawRequest> Posts { get; } = [];

    /// <summary>The newest first, as a relayer lists them.</summary>
    public List<JsonObject> Rows { get; } = [];

    public Func<RawRequest, RawConnection, Task> OnPost { get; set; }

    /// <summary>Status and body of every GET.</summary>
    public Func<RawRequest, (int Status, string Body)> OnGet { get; set; }

    /// <summary>Headers of every answer, each with its line end.</summary>
    public string Headers { get; set; } = "";

    /// <summary>The connections that clients have ended, by number.</summary>
    public ConcurrentQueue<int> Ended { get; } = [];

    public int PostsOf(string to) => Posts.Count(post => post.Body.Contains(to, StringComparison.Ordinal));

    public static string Envelope(JsonNode? data) => new JsonObject { ["success"] = true, ["data"] = data?.DeepClone(), ["error"] = null }.ToJsonString();

    /// <summary>A row as OZ Relayer 1.3.0 writes it.</summary>
    public static JsonObject Row(JsonNode body, string? id = null) => new()
    {
        ["id"] = id ?? Guid.CreateVersion7().ToString(),
        ["hash"] = null,
        ["status"] = "pending",
        ["status_reason"] = null,
        ["created_at"] = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        ["nonce"] = null,
        ["from"] = Signer,
        ["to"] = body["to"]?.DeepClone(),
        ["value"] = "0x" + ulong.Parse(body["value"]!.GetValue<string>(), CultureInfo.InvariantCulture).ToString("x", CultureInfo.InvariantCulture),
        ["data"] = body["data"]?.DeepClone(),
        ["gas_limit"] = body["gas_limit"]!.DeepClone(),
        ["relayer_id"] = "relayer-1",
        ["speed"] = "fast",
    };

    /// <summary>Keeps a row of what was POSTed.</summary>
    public JsonObject Take(RawRequest request)
    {
        var row = Row(JsonNode.Parse(request.Body)!);
        lock (Rows)
            Rows.Insert(0, row);
        return row;
    }

    /// <summary>A page of rows with the original's pagination.</summary>
    public static string Page(IEnumerable<JsonObject> rows, int page, int size, long total) => new JsonObject
    {
        ["success"] = true,
        ["data"] = new JsonArray([.. rows.Select(row => row.DeepClone())]),
        ["error"] = null,
        ["pagination"] = new JsonObject { ["current_page"] = page, ["per_page"] = size, ["total_items"] = total },
    }.ToJsonString();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private (int, string) Answer(RawRequest request)
    {
        if (!request.Path.Contains("/transactions", StringComparison.Ordinal))
            return (200, Healthy);
        var (page, size) = (request.Query("page"), request.Query("per_page"));
        lock (Rows)
            return (200, Page(Rows.Skip((page - 1) * size).Take(size), page, size, Rows.Count));
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var socket = await _listener.AcceptSocketAsync(_stopping.Token);
            _ = ServeAsync(new RawConnection(socket, this, Interlocked.Increment(ref _connections), _stopping.Token));
        }
    }

    private async Task ServeAsync(RawConnection connection)
    {
        using (connection)
        {
            while (await connection.ReadAsync() is { } request)
            {
                if (request.Method == "POST")
                {
                    Posts.Enqueue(request);
                    await OnPost(request, connection);
                }
                else
                {
                    var (status, body) = OnGet(request);
                    await connection.AnswerAsync(status, body);
                }
            }

            Ended.Enqueue(connection.Number);
        }
    }
}

/// <summary>A request, and the number of the connection that it came on.</summary>
internal sealed record RawRequest(string Method, string Path, string Head, string Body, int Connection)
{
    public int Query(string name) => int.Parse(
        Path.Split('?', '&').Single(part => part.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);
}

/// <summary>One connection of a client.</summary>
internal sealed class RawConnection(Socket socket, RawRelayer relayer, int number, CancellationToken stopping) : IDisposable
{
    private readonly List<byte> _read = [];

    public int Number => number;

    public async Task<RawRequest?> ReadAsync()
    {
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. _read]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var head = text[..end];
                var length = Length(head);
                if (_read.Count >= end + 4 + length)
                {
                    _read.RemoveRange(0, end + 4 + length);
                    var words = head.Split(' ', 3);
                    return new RawRequest(words[0], words[1], head, text.Substring(end + 4, length), number);
                }
            }

            var buffer = new byte[65536];
            int count;
            try
            {
                count = await socket.ReceiveAsync(buffer, stopping);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return null;
            }

            if (count == 0)
                return null;
            _read.AddRange(buffer.AsSpan(0, count));
        }
    }

    public Task AnswerAsync(int status, string body, string headers = "") => SendAsync(
        $"HTTP/1.1 {status} Words\r\ncontent-type: application/json\r\n{relayer.Headers}{headers}content-length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public async Task SendAsync(string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text), stopping);

    /// <summary>Says nothing until the client goes away.</summary>
    public async Task HangAsync() => await ReadAsync();

    /// <summary>Waits until the client has gone, and tells whether it reset the connection (RST) rather than end it in good order (FIN).</summary>
    public async Task<bool> IsResetAsync()
    {
        try
        {
            if (await socket.ReceiveAsync(new byte[1], stopping) > 0)
                return false;
            // The end may be read before the reset behind it has arrived.
            await DispatcherWorld.UntilAsync(() => (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! != 0, "a reset");
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    /// <summary>Ends it in good order (FIN).</summary>
    public void Close() => socket.Dispose();

    /// <summary>Cuts it off (RST).</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();

    private static int Length(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line.AsSpan("content-length:".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture))
        .SingleOrDefault();
}
