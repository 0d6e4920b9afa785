using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Msq.Local.Servers;

namespace Msq.Tests.Telemetry;

/// <summary>Receives traces as an OpenTelemetry collector does (OTLP over HTTP), and can be taken away and brought back at the same place.</summary>
public sealed class OtlpStub : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _received = [];
    private readonly List<ReceivedSpan> _spans = [];
    private WebApplication? _app;

    public Uri Url { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>Every span so far.</summary>
    public IReadOnlyList<ReceivedSpan> Spans
    {
        get
        {
            lock (_spans)
            {
                while (_received.TryDequeue(out var request))
                    _spans.AddRange(Read(request));
                return [.. _spans];
            }
        }
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(Url.ToString());
        app.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _received.Enqueue(body.ToArray());
        });
        app.MapPost("/v1/metrics", () => Results.Ok());
        await app.StartAsync();
        _app = app;
    }

    /// <summary>Takes it away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _app = null;
    }

    // ExportTraceServiceRequest of opentelemetry-proto: resource_spans = 1; in it resource = 1 and scope_spans = 2, in that spans = 2.
    private static IEnumerable<ReceivedSpan> Read(byte[] request) =>
        from resourceSpans in Fields(request)
        where resourceSpans.Number == 1
        let inner = Fields(resourceSpans.Content).ToList()
        let service = inner.Where(x => x.Number == 1).SelectMany(x => Attributes(x.Content, 1)).Where(x => x.Key == "service.name").Select(x => x.Value).FirstOrDefault("")
        from scopeSpans in inner
        where scopeSpans.Number == 2
        from span in Fields(scopeSpans.Content)
        where span.Number == 2
        select Span(service, Fields(span.Content).ToList());

    private static ReceivedSpan Span(string service, List<Field> fields) => new(
        service, Convert.ToHexStringLower(Bytes(fields, 1)), Convert.ToHexStringLower(Bytes(fields, 2)), Convert.ToHexStringLower(Bytes(fields, 4)),
        Encoding.UTF8.GetString(Bytes(fields, 5)), fields.Where(x => x.Number == 9).SelectMany(x => Attribute(x.Content)).ToDictionary());

    private static byte[] Bytes(List<Field> fields, int number) => fields.Find(x => x.Number == number)?.Content ?? [];

    private static IEnumerable<KeyValuePair<string, string>> Attributes(byte[] message, int number) => Fields(message).Where(x => x.Number == number).SelectMany(x => Attribute(x.Content));

    // KeyValue: key = 1, value = 2; AnyValue: string_value = 1. Other kinds of values are of no interest.
    private static IEnumerable<KeyValuePair<string, string>> Attribute(byte[] pair)
    {
        var fields = Fields(pair).ToList();
        if (Fields(Bytes(fields, 2)).FirstOrDefault(x => x.Number == 1) is { } text)
            yield return new KeyValuePair<string, string>(Encoding.UTF8.GetString(Bytes(fields, 1)), Encoding.UTF8.GetString(text.Content));
    }

    private static IEnumerable<Field> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var length = (tag & 7) switch
            {
                1 => 8,
                2 => (int)Varint(message, ref at),
                5 => 4,
                _ => 0,
            };
            if ((tag & 7) == 0)
            {
                var value = new byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(value, Varint(message, ref at));
                yield return new Field((int)(tag >> 3), value);
                continue;
            }

            yield return new Field((int)(tag >> 3), message[at..(at + length)]);
            at += length;
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private sealed record Field(int Number, byte[] Content);
}

/// <summary>A span as a collector got it. Ids are lower-case hex; a root has no parent.</summary>
public sealed record ReceivedSpan(string Service, string TraceId, string Id, string ParentId, string Name, IReadOnlyDictionary<string, string> Attributes);
