namespace Msq.Tests.EndToEnd;

// Both run after all others, one after the other: a whole system wants the machine for itself.

/// <summary>Tests that start a system of their own.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

/// <summary>Tests that share one real stack.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RealStackCollection : ICollectionFixture<RealStack>
{
    public const string Name = "real stack";
}
