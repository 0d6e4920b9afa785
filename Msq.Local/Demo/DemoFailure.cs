namespace Msq.Local.Demo;

/// <summary>The demonstration did not end as it must.</summary>
public sealed class DemoFailure(string message) : Exception(message);
