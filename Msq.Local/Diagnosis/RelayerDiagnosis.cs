using System.Globalization;
using System.Runtime.CompilerServices;
using Msq.Dispatcher.Probes;
using Msq.Hosting.Pools;

namespace Msq.Local.Diagnosis;

/// <summary>A relayer: whether it answers, takes the key, may send, can pay, and what its clock says.</summary>
/// <param name="checkup">Looks at relayers.</param>
/// <param name="signers">The addresses that relayers had when dispatchers saw them last, by their ids.</param>
internal sealed class RelayerDiagnosis(RelayerCheckup checkup, IReadOnlyDictionary<string, string> signers)
{
    private static readonly TimeSpan MostClockDifference = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<Finding> FindAsync(Pool pool, Relayer relayer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subject = $"relayer {relayer.Id}";
        var sight = await checkup.LookAsync(relayer, pool, cancellationToken);
        yield return sight.Fault is { } fault
            ? Finding.Wrong(subject, fault, Remedy(fault, relayer))
            : Finding.Well(subject, $"{sight.Address}, {sight.Balance} wei");
        if (sight.Address is { } signer && signers.GetValueOrDefault(relayer.Id) is { } known && signer != known)
        {
            yield return Finding.Wrong(
                $"{subject} signer", $"it signs as {signer}, and was known as {known}", "A relayer's key must not change while anything of it is open: give the new key an entry, and an id, of its own, and drain the old one.");
        }

        if (await checkup.ClockAsync(relayer, cancellationToken) is not { } clock)
            yield break;
        var difference = clock - TimeProvider.System.GetUtcNow();
        var words = string.Create(CultureInfo.InvariantCulture, $"its clock is {difference.TotalSeconds:0} s from this machine's");
        yield return difference.Duration() <= MostClockDifference
            ? Finding.Well($"{subject} clock", words)
            : Finding.Wrong($"{subject} clock", words, "Have its machine follow a time server (NTP): it judges by its clock until when a transaction is valid.");
    }

    private static string Remedy(string fault, Relayer relayer) => fault switch
    {
        _ when fault.StartsWith("misconfigured", StringComparison.Ordinal) => $"Make apiKey of {relayer.Id} in {PoolFile.FileName} the API_KEY of that OZ Relayer.",
        "paused" => "Resume it at the OZ Relayer: PATCH /api/v1/relayers/{id} with {\"paused\": false}.",
        _ when fault.StartsWith("disabled", StringComparison.Ordinal) => "Mend what it names; it enables itself again when its checks pass.",
        _ when fault.StartsWith("its balance", StringComparison.Ordinal) => "Send it ether.",
        _ when fault.StartsWith("it cannot read its balance", StringComparison.Ordinal) => "See whether the node of that OZ Relayer answers.",
        _ when fault.StartsWith("the OZ Relayer has no relayer", StringComparison.Ordinal) => $"Mend relayerId of {relayer.Id} in {PoolFile.FileName}.",
        _ => $"Check that it runs, and url of {relayer.Id} in {PoolFile.FileName}.",
    };
}
