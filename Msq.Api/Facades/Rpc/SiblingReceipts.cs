using Msq.Hosting.Settings;

namespace Msq.Api.Facades.Rpc;

/// <summary>Whether a receipt that is asked for by a superseded hash is that of the transaction which was mined in its place: <c>Defender:SiblingReceipts</c>, on by default.</summary>
/// <exception cref="InvalidOperationException">It is neither <c>true</c> nor <c>false</c>.</exception>
internal sealed class SiblingReceipts(IConfiguration configuration)
{
    /// <summary>Whether it is.</summary>
    public bool IsOn { get; } = ProcessSettings.SiblingReceipts.ReadFrom(configuration) switch
    {
        null => true,
        var text when bool.TryParse(text, out var isOn) => isOn,
        var text => throw new InvalidOperationException($"{ProcessSettings.SiblingReceipts.Key} is '{text}', must be true or false."),
    };
}
