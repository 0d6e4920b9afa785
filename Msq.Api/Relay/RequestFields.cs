using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;
using Msq.Hosting.Callbacks;
using Msq.Hosting.Clients;
using Msq.Hosting.Pools;

namespace Msq.Api.Relay;

/// <summary>Fields that several calls have, each read in one way.</summary>
internal sealed class RequestFields(PoolFile pools)
{
    /// <summary>The longest <c>reference</c>.</summary>
    public const int LongestReference = 255;

    /// <summary>An address that must be there.</summary>
    public static Address Address(FieldReader fields, string field)
    {
        if (fields.Text(field, required: true) is not { } text)
            return default;
        if (!Ethereum.Values.Address.TryParse(text, out var address, out var error))
            fields.Wrong(field, error!);
        return address;
    }

    /// <summary>Bytes as <c>0x</c> hex; none when missing.</summary>
    public static byte[] Data(FieldReader fields, string field, bool required = false)
    {
        var text = fields.Text(field, required) ?? "0x";
        if (HexConvert.IsData(text))
            return HexConvert.ToBytes(text);
        fields.Wrong(field, "must be 0x and an even number of hex digits");
        return [];
    }

    /// <summary>A whole number that must be there.</summary>
    public static BigInteger Whole(FieldReader fields, string field, BigInteger most)
    {
        if (fields.Value(field) is null)
            fields.Wrong(field, "is required");
        return OptionalWhole(fields, field, most) ?? default;
    }

    /// <summary>A whole number as a decimal string or, in digits, as a JSON number; null when missing or wrong.</summary>
    public static BigInteger? OptionalWhole(FieldReader fields, string field, BigInteger most)
    {
        if (fields.Value(field) is not { } value)
            return null;
        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : fields.Text(field);
        if (text is null)
            return null;
        if (!UInt256.TryParseDecimal(text, out var number, out var error))
            fields.Wrong(field, error!);
        else if (number > most)
            fields.Wrong(field, string.Create(CultureInfo.InvariantCulture, $"must be at most {most}"));
        else
            return number;
        return null;
    }

    /// <summary>The pool: one of the client's, by default its first.</summary>
    public Pool? Pool(FieldReader fields, ApiClient client)
    {
        var pool = Pool(fields.Text("pool"), client);
        if (pool is null)
            fields.Wrong("pool", $"must be one of {string.Join(", ", client.Pools)}");
        return pool;
    }

    /// <summary>The pool, which must have a forwarder.</summary>
    public Pool? ForwardingPool(FieldReader fields, ApiClient client)
    {
        var pool = Pool(fields, client);
        if (pool is { Forwarder: null })
            fields.Wrong("pool", $"'{pool.Name}' has no forwarder: it takes no gasless requests");
        return pool;
    }

    /// <summary>The named pool, by default the client's first; null when it is not the client's.</summary>
    public Pool? Pool(string? name, ApiClient client) => client.Pools.Contains(name ?? client.Pools[0]) ? pools.Pool(name ?? client.Pools[0]) : null;

    /// <summary>Where the client wants to be told of this transaction, which its entry has to allow; null when it does not want to, or it is wrong.</summary>
    public static string? CallbackUrl(FieldReader fields, ApiClient client)
    {
        if (fields.Text("callbackUrl") is not { } text)
            return null;
        var (url, refusal) = ReadCallbackUrl(text, client.Callbacks);
        if (refusal is not null)
            fields.Wrong("callbackUrl", refusal);
        return url?.AbsoluteUri;
    }

    /// <summary>An address that one of the endpoints serves, or why it is none.</summary>
    public static (Uri? Url, string? Refusal) ReadCallbackUrl(string text, IReadOnlyList<CallbackEndpoint> endpoints)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            return (null, "must be an absolute URL");
        if (endpoints.FirstOrDefault(endpoint => endpoint.Hosts.Contains(url.IdnHost)) is { } endpoint)
            return endpoint.Refusal(url) is { } refusal ? (null, refusal) : (url, null);
        var hosts = string.Join(", ", endpoints.SelectMany(endpoint => endpoint.Hosts));
        return (null, hosts.Length == 0 ? "has no use: no host is allowed to this client" : $"must be at one of the hosts that are allowed to this client: {hosts}");
    }

    /// <summary>The client's own word, or null.</summary>
    public static string? Reference(FieldReader fields)
    {
        var text = fields.Text("reference");
        if (text is { Length: 0 or > LongestReference } || text?.Any(char.IsControl) == true)
            fields.Wrong("reference", $"must be 1 to {LongestReference} characters, none of them a control character");
        return text;
    }
}
