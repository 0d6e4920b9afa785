using Msq.Hosting.Configuration;
using Msq.Storage.Callbacks;
using Msq.Storage.Transactions;

namespace Msq.Hosting.Callbacks;

/// <summary>Where a client is told what becomes of its transactions: an item of <c>callbacks</c> in its entry in <c>clients.yaml</c>.</summary>
/// <param name="Name">Unique in its client.</param>
/// <param name="Url">Where it is; null for an endpoint that serves transactions' own <c>callbackUrl</c>s.</param>
/// <param name="Hosts">The hosts that a <c>callbackUrl</c> may name, lower-case; empty for an endpoint with an address.</param>
/// <param name="Signer">Signs what is sent there. Never logged: it has the secrets.</param>
/// <param name="Statuses">The statuses that it is told of.</param>
/// <param name="AllowPrivate">Whether it may be in a private network, and spoken to without TLS.</param>
public sealed record CallbackEndpoint(
    string Name, Uri? Url, IReadOnlyList<string> Hosts, ICallbackSigner Signer, IReadOnlySet<string> Statuses, bool AllowPrivate)
{
    private const string Standard = "standard";
    private const string Defender = "defender";

    private static readonly string[] DefaultStatuses =
        [TransactionStatus.Mined, TransactionStatus.Confirmed, TransactionStatus.Failed, TransactionStatus.Canceled, TransactionStatus.Expired];

    /// <summary>Without the secrets.</summary>
    public override string ToString() => Name;

    /// <summary>Whether a transaction's <c>callbackUrl</c> is told of it here.</summary>
    public bool Serves(Uri callbackUrl) => Hosts.Contains(callbackUrl.IdnHost) && Refusal(callbackUrl) is null;

    /// <summary>Why a URL cannot be told of anything here; null when it can.</summary>
    public string? Refusal(Uri url)
    {
        if (url.AbsoluteUri.Length > CallbackAddress.Longest || url.Authority.Length > CallbackAddress.LongestHost)
            return $"must be at most {CallbackAddress.Longest} characters long";
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "must have no user, password or fragment";
        return url.Scheme == Uri.UriSchemeHttps || (AllowPrivate && url.Scheme == Uri.UriSchemeHttp) ? null : "must be an https URL";
    }

    /// <summary>Reads a client's list.</summary>
    /// <exception cref="ConfigurationProblem">Something is wrong with it.</exception>
    public static IReadOnlyList<CallbackEndpoint> ReadAll(ConfigurationNode client)
    {
        if (!client.Has("callbacks"))
            return [];
        var endpoints = new List<CallbackEndpoint>();
        foreach (var node in client.Nodes("callbacks"))
        {
            var endpoint = Read(node);
            if (endpoints.Any(other => other.Name == endpoint.Name))
                throw node.Problem("name", $"'{endpoint.Name}' is used twice");
            if (endpoints.SelectMany(other => other.Hosts).Intersect(endpoint.Hosts).FirstOrDefault() is { } host)
                throw node.Problem("hosts", $"'{host}' belongs to another endpoint already");
            endpoints.Add(endpoint);
        }

        return endpoints;
    }

    private static CallbackEndpoint Read(ConfigurationNode node)
    {
        var url = node.Has("url") ? node.Url("url") : null;
        if (url is null != node.Has("hosts"))
            throw node.Problem("url", "either this or hosts is required, and not both");
        var endpoint = new CallbackEndpoint(
            ReadName(node), url, url is null ? [.. node.Texts("hosts").Select(host => ReadHost(node, host))] : [], ReadSigner(node), ReadStatuses(node), node.Flag("allowPrivate"));
        if (url is not null && endpoint.Refusal(url) is { } refusal)
            throw node.Problem("url", $"{refusal}{(url.Scheme == Uri.UriSchemeHttp ? ", or allowPrivate must be true" : "")}");
        node.RefuseOthers();
        return endpoint;
    }

    private static string ReadName(ConfigurationNode node)
    {
        var name = node.Text("name");
        return name.Length <= 64 ? name : throw node.Problem("name", "must be at most 64 characters long");
    }

    private static string ReadHost(ConfigurationNode node, string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown
        ? text.ToLowerInvariant()
        : throw node.Problem("hosts", $"'{text}' is no host's name; ports are not named, any will do");

    private static ICallbackSigner ReadSigner(ConfigurationNode node) =>
        node.Word("signing", Standard, Standard, Defender) == Defender ? DefenderSigner.Read(node) : StandardSigner.Read(node);

    private static HashSet<string> ReadStatuses(ConfigurationNode node)
    {
        var statuses = node.Has("statuses") ? node.Texts("statuses") : DefaultStatuses;
        return statuses.FirstOrDefault(status => !TransactionStatus.All.Contains(status)) is { } unknown
            ? throw node.Problem("statuses", $"'{unknown}' is unknown, must be of {string.Join(", ", TransactionStatus.All)}")
            : statuses.ToHashSet();
    }
}
