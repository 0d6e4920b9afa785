using System.Net;
using System.Net.Http.Headers;

namespace Msq.Dispatcher.OzRelayer;

/// <summary>
/// A JSON body that can be written to a connection once. OZ Relayer has no idempotency, so no layer below may repeat a POST, as an HTTP handler
/// may when a pooled connection turns out to be closed: the second write throws instead. So does one that comes late, as after a process was frozen.
/// </summary>
internal sealed class OnceContent : HttpContent
{
    private readonly byte[] _body;
    private readonly PostDeadline _deadline;
    private int _written;

    public OnceContent(byte[] body, PostDeadline deadline)
    {
        _body = body;
        _deadline = deadline;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _written, 1) == 1)
            throw new InvalidOperationException("A POST to a relayer is written once.");
        if (_deadline.Left <= TimeSpan.Zero)
            throw new InvalidOperationException("A POST to a relayer is not written after its deadline.");
        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
