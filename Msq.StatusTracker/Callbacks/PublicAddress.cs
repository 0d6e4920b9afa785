using System.Net;
using System.Net.Sockets;

namespace Msq.StatusTracker.Callbacks;

/// <summary>
/// Tells addresses of the internet from those that only mean something here: this machine, its network, the cloud's metadata. A name decides nothing, since whoever owns it chooses what it stands for.
/// </summary>
internal static class PublicAddress
{
    // IANA's special-purpose registries (RFC 6890), multicast and what is reserved; 168.63.129.16 is public, but inside Azure it is the platform.
    private static readonly IPNetwork[] Refused4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        }.Select(IPNetwork.Parse),
    ];

    // Of IPv6 only 2000::/3 is given out, and in it these are not hosts: protocols (Teredo among them), documentation, 6to4.
    private static readonly IPNetwork GivenOut = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Refused6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether the address is one of the internet.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        // The translator of a network without IPv4 of its own: it leads to the address in the last four bytes.
        else if (address.AddressFamily == AddressFamily.InterNetworkV6 && Nat64.Contains(address))
            address = new IPAddress(address.GetAddressBytes()[12..]);
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(Refused4, network => network.Contains(address)),
            AddressFamily.InterNetworkV6 => GivenOut.Contains(address) && !Array.Exists(Refused6, network => network.Contains(address)),
            _ => false,
        };
    }
}
