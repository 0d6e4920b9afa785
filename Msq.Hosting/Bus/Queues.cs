namespace Msq.Hosting.Bus;

/// <summary>The queues' names and addresses. A relayer's queue has the relayer's id for a name.</summary>
public static class Queues
{
    /// <summary>The transaction saga.</summary>
    public const string Transactions = "msq-transactions";

    /// <summary>
    /// The transaction saga, for what waits to be taken up: however much of that there is, no word of what is under way stands behind it, and a relayer that has become free does not wait for those words.
    /// </summary>
    public const string Submissions = "msq-submissions";

    /// <summary>Gas estimates.</summary>
    public const string Gas = "msq-gas";

    /// <summary>Signers' nonces at forwarders.</summary>
    public const string ForwardNonces = "msq-forward-nonces";

    /// <summary>Signed bytes that may have to go out again.</summary>
    public const string Broadcasts = "msq-broadcasts";

    /// <summary>Questions to relayers about what they hold.</summary>
    public const string Enquiries = "msq-enquiries";

    /// <summary>What relayers are to sign without sending it.</summary>
    public const string Signatures = "msq-signatures";

    /// <summary>Looks that found nothing, to be weighed against the chain.</summary>
    public const string Absence = "msq-absence";

    /// <summary>What dispatchers see of the relayers.</summary>
    public const string Relayers = "msq-relayers";

    /// <summary>Those that are there whatever the pool file says.</summary>
    public static IReadOnlyList<string> Own { get; } = [Submissions, Transactions, Gas, ForwardNonces, Broadcasts, Enquiries, Signatures, Absence, Relayers];

    /// <summary>
    /// The address to send to. Always the exchange: sending to <c>queue:</c> would declare the queue with the sender's arguments.
    /// </summary>
    public static Uri Address(string queue) => new($"exchange:{queue}");
}
