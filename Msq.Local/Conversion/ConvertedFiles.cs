using System.Text;

namespace Msq.Local.Conversion;

/// <summary>Writes what Msq reads: <c>relayer-pool.yaml</c> and <c>clients.yaml</c>. What other services do not say (nodes, addresses, keys) is left to variables.</summary>
internal static class ConvertedFiles
{
    // As long as Defender waits before it calls a transaction confirmed.
    private const int Confirmations = 12;

    /// <summary>The pools: one per chain.</summary>
    public static string Pools(IReadOnlyList<ConvertedRelayer> relayers)
    {
        var text = new StringBuilder("# ${NAME} is taken from the environment. Look at confirmations, and give each relayer its OZ Relayer's address.\npools:\n");
        foreach (var pool in relayers.GroupBy(one => one.Pool))
        {
            text.Append($"  - name: {pool.Key}\n    chainId: {pool.First().From.ChainId}\n    rpcUrls: [\"${{RPC_URL_{Variable(pool.Key)}}}\"]\n    confirmations: {Confirmations}\n");
            // A pool has one floor: the highest, so that no relayer gets below its own.
            if (pool.Select(one => one.From.MinBalance).OfType<string>().OrderByDescending(wei => wei.Length).ThenByDescending(wei => wei, StringComparer.Ordinal).FirstOrDefault() is { } floor)
                text.Append($"    minBalance: \"{floor}\"\n");
            text.Append("    relayers:\n");
            foreach (var one in pool)
            {
                text.Append($"      - id: {one.Id}\n");
                if (one.From.Address is { } address)
                    text.Append($"        # was {Comment(address)}; a new key has another address\n");
                text.Append($"        url: ${{OZ_RELAYER_URL_{Variable(one.Id)}}}\n");
                if (one.From.RelayerId is { } inside && inside != one.Id)
                    text.Append($"        relayerId: {inside}\n");
                text.Append("        apiKey: ${OZ_RELAYER_API_KEY}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The clients: one for each relayer, whose transactions go through that relayer only.</summary>
    public static string Clients(IReadOnlyList<ConvertedRelayer> relayers)
    {
        var text = new StringBuilder("# One client for each relayer. Add the scope sign where messages or typed data are signed; leave relayer out to use the whole pool.\nclients:\n");
        foreach (var one in relayers)
        {
            text.Append($"  - name: {one.Id}\n    keys:\n      - {{ id: {one.Id}, sha256: {one.Key.Sha256} }}\n    scopes: [submit, read]\n    pools: [{one.Pool}]\n    relayer: {one.Id}\n");
            if (one.From.Receivers.Count > 0)
                text.Append($"    # it could send to these only: {Comment(string.Join(", ", one.From.Receivers))}\n");
        }

        return text.ToString();
    }

    private static string Variable(string word) => word.ToUpperInvariant().Replace('-', '_');

    private static string Comment(string text) => new([.. text.Where(letter => !char.IsControl(letter))]);
}
