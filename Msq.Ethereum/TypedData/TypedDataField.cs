namespace Msq.Ethereum.TypedData;

/// <summary>A member of a struct type (EIP-712).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its Solidity type: an elementary one, another struct of the same document, or an array of either.</param>
public sealed record TypedDataField(string Name, string Type);
