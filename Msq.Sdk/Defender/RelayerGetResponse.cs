using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Msq.Sdk.Requests;

namespace Msq.Sdk.Defender;

/// <summary>A relayer.</summary>
/// <param name="RelayerId">Its id; null of a group.</param>
/// <param name="RelayerGroupId">The group's id; null of a single relayer.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address; a group has none of its own.</param>
/// <param name="Network">Defender's name of the network: <c>mainnet</c>, <c>sepolia</c>, <c>matic</c>.</param>
/// <param name="Paused">Whether it takes nothing new.</param>
/// <param name="MinBalance">Wei that it needs to work.</param>
public sealed record RelayerGetResponse(
    string? RelayerId,
    string? RelayerGroupId,
    string Name,
    string? Address,
    string Network,
    bool Paused,
    [property: JsonConverter(typeof(WholeNumber))] BigInteger MinBalance);

/// <summary>How a relayer stands.</summary>
/// <param name="RelayerId">Its id; null of a group.</param>
/// <param name="Name">Its name.</param>
/// <param name="Nonce">Its next nonce; null of a group.</param>
/// <param name="Address">Its address; a group has none of its own.</param>
/// <param name="NumberOfPendingTransactions">How many are open.</param>
/// <param name="Paused">Whether it takes nothing new.</param>
/// <param name="LastConfirmedTransaction">The last one that was confirmed.</param>
public sealed record RelayerStatus(
    string? RelayerId, string Name, ulong? Nonce, string? Address, int NumberOfPendingTransactions, bool Paused, LastConfirmedTransaction? LastConfirmedTransaction);

/// <summary>The last transaction of a relayer that was confirmed.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Status">Its status.</param>
/// <param name="MinedAt">When it was mined.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Nonce">Its nonce.</param>
public sealed record LastConfirmedTransaction(string Hash, string Status, DateTimeOffset? MinedAt, DateTimeOffset? SentAt, ulong? Nonce);

/// <summary>A signature.</summary>
/// <param name="Sig">All of it: 65 bytes, as 0x and hex digits.</param>
/// <param name="R">Its r: 32 bytes, as 0x and hex digits.</param>
/// <param name="S">Its s: 32 bytes, as 0x and hex digits.</param>
/// <param name="V">27 or 28.</param>
public sealed record SignedMessage(string Sig, string R, string S, int V);

/// <summary>The answer of a call.</summary>
/// <param name="Result">What it gave; null when it failed.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record JsonRpcResponse(JsonElement? Result, JsonRpcError? Error);

/// <summary>Why a call failed.</summary>
/// <param name="Code">JSON-RPC's code.</param>
/// <param name="Message">In words.</param>
/// <param name="Data">More about it, such as the data of a revert.</param>
public sealed record JsonRpcError(int Code, string Message, JsonElement? Data);
