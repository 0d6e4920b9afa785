using System.Net;
using System.Net.Http.Headers;

namespace Msq.Dispatcher.OzRelayer;

/// <summary>
/// A JSON body that can be written to a connection once. OZ Relayer has no idempotency, so no layer below may repeat a POST, as an HTTP handler
/// may when a pooled connection turns out to be closed: the second write throws instead. So does one that comes late, as after a process was frozen.
/// </summary>
internal sealed class OnceContent : HttpContent
{
    private const int Fresh = 0;
    private const int Begun = 1;
    private const int GivenUp = 2;

    private readonly byte[] _body;
    private readonly PostDeadline _deadline;
    private int _state = Fresh;

    public OnceContent(byte[] body, PostDeadline deadline)
    {
        _body = body;
        _deadline = deadline;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Sees to it that the body is never written, if not a byte of it has been written so far.</summary>
    /// <returns>Whether it is so: without its body the relayer cannot have taken the POST.</returns>
    public bool TryGiveUp() => Interlocked.CompareExchange(ref _state, GivenUp, Fresh) != Begun;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_deadline.IsOver)
            throw new InvalidOperationException("A POST to a relayer is not written after its deadline.");
        if (Interlocked.CompareExchange(ref _state, Begun, Fresh) != Fresh)
            throw new InvalidOperationException("A POST to a relayer is written once.");
        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
