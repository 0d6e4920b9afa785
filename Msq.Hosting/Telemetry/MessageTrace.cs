using System.Diagnostics;
using MassTransit;
using Msq.Storage;

namespace Msq.Hosting.Telemetry;

/// <summary>Keeps messages in the trace of the transaction that they are about, also those that leave when its span is over.</summary>
public sealed class MessageTrace : IFilter<ConsumeContext>
{
    private const string Header = "Msq-Traceparent";

    /// <summary>Gives a message the span that is under way now, whenever it is sent.</summary>
    public static IPipe<SendContext<T>> Carry<T>() where T : class =>
        MsqTelemetry.Traceparent is { } traceparent ? Pipe.Execute<SendContext<T>>(send => send.Headers.Set(Header, traceparent)) : Pipe.Empty<SendContext<T>>();

    /// <inheritdoc />
    public void Probe(ProbeContext context) => context.CreateFilterScope("messageTrace");

    /// <inheritdoc />
    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        using var span = MsqTelemetry.Source.HasListeners() ? Follow(context) : null;
        await next.Send(context);
    }

    private static Activity? Follow(ConsumeContext context) =>
        context.Headers.TryGetHeader(Header, out var value) && value is string traceparent
        && ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent) && Activity.Current?.TraceId != parent.TraceId
            ? MsqTelemetry.Source.StartActivity("consume", ActivityKind.Consumer, parent)
            : null;
}
