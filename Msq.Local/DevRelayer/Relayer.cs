using Msq.Ethereum.Signing;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer;

/// <summary>One relayer at work: its key, its settings, and whether it could be started.</summary>
internal sealed class Relayer(string id, EthereumKey key, RelayerSettings settings)
{
    private volatile RelayerSettings settings = settings;
    private volatile RelayerDisabled? disabled = new("NonceSyncFailed", "not started yet");

    public string Id => id;

    public EthereumKey Key => key;

    /// <summary>0x and 40 lowercase hex digits.</summary>
    public string Address { get; } = key.Address.ToString();

    public RelayerSettings Settings
    {
        get => settings;
        set => settings = value;
    }

    /// <summary>Why it takes no transactions (the <c>disabled_reason</c> of the wire); null while it does.</summary>
    public RelayerDisabled? Disabled
    {
        get => disabled;
        set => disabled = value;
    }
}

/// <summary>A <c>disabled_reason</c>: a word of the wire and a sentence for people.</summary>
internal sealed record RelayerDisabled(string Type, string Details);
