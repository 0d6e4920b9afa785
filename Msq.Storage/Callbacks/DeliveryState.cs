namespace Msq.Storage.Callbacks;

/// <summary>How a delivery stands.</summary>
public static class DeliveryState
{
    /// <summary>To be sent.</summary>
    public const string Pending = "pending";

    /// <summary>The endpoint has taken it.</summary>
    public const string Delivered = "delivered";

    /// <summary>Given up.</summary>
    public const string Failed = "failed";

    /// <summary>Kept back, because the address said that it is gone (410); sent when the address is used again.</summary>
    public const string Held = "held";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Pending, Delivered, Failed, Held];
}
