namespace Msq.Dispatcher.Probes;

/// <summary>
/// Keeps one lost answer from taking a relayer out, and one good look from putting it back: what it says of itself counts at once, its silence when it lasts, and a recovery
/// when it is seen twice.
/// </summary>
internal sealed class Steadiness
{
    private const int Looks = 2;
    private int _silences;
    private int _good;
    private string? _fault;

    /// <summary>Takes a look in.</summary>
    /// <param name="fault">What was wrong; null for nothing.</param>
    /// <param name="isSilence">The relayer, or its node, did not answer: it said nothing of itself.</param>
    /// <param name="told">What holds now; null for a healthy relayer.</param>
    /// <returns>False when the look says too little to tell anybody.</returns>
    public bool TrySettle(string? fault, bool isSilence, out string? told)
    {
        _good = fault is null ? _good + 1 : 0;
        _silences = isSilence ? _silences + 1 : 0;
        var isTooEarly = isSilence && _silences < Looks;
        if (fault is not null && !isTooEarly)
            _fault = fault;
        else if (fault is null && _good >= Looks)
            _fault = null;
        told = _fault;
        return !isTooEarly;
    }
}
