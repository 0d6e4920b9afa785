using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Msq.Hosting.Telemetry;

/// <summary>
/// Traces begin with a request to this service. What looks around on its own, again and again (the sweep, the watcher, the probes), begins none; where it meets a transaction, it goes on with that one's.
/// </summary>
/// <param name="ratio">The part of the requests that is recorded, from 0 to 1.</param>
internal sealed class RequestSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler _share = new(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        if (parent.TraceId != default)
            return new SamplingResult(parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
        return samplingParameters.Kind == ActivityKind.Server ? _share.ShouldSample(samplingParameters) : new SamplingResult(SamplingDecision.Drop);
    }
}
