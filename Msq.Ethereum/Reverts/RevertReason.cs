using System.Numerics;
using System.Text;
using Msq.Ethereum.Abi;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;

namespace Msq.Ethereum.Reverts;

/// <summary>Revert data in words (Solidity ABI: <c>Error(string)</c>, <c>Panic(uint256)</c>, custom errors by selector).</summary>
public static class RevertReason
{
    private const string Error = "0x08c379a0";
    private const string Panic = "0x4e487b71";

    // What OpenZeppelin's forwarder (Contracts 5.x) and its address library revert with.
    private static readonly Dictionary<string, string> Known = new[]
    {
        ForwarderCalls.InvalidSigner, "ERC2771ForwarderMismatchedValue(uint256,uint256)", "ERC2771ForwarderExpiredRequest(uint48)",
        "ERC2771UntrustfulTarget(address,address)", "FailedCall()", "InsufficientBalance(uint256,uint256)",
    }.ToDictionary(error => HexConvert.ToHex(AbiEncoder.Selector(error)));

    /// <summary>Decodes revert data; null when there is none.</summary>
    public static string? Decode(string? data)
    {
        if (!HexConvert.TryToBytes(data, out var bytes) || bytes.Length < 4)
            return null;
        var selector = HexConvert.ToHex(bytes.AsSpan(0, 4));
        var arguments = bytes.AsSpan(4);
        return selector switch
        {
            Error when Text(arguments) is { } text => text,
            Panic when arguments.Length == 32 => Words(new BigInteger(arguments, isUnsigned: true, isBigEndian: true)),
            _ => Known.TryGetValue(selector, out var error) ? error : $"custom error {selector}",
        };
    }

    private static string? Text(ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < 64)
            return null;
        var length = new BigInteger(arguments.Slice(32, 32), isUnsigned: true, isBigEndian: true);
        return length <= arguments.Length - 64 ? Encoding.UTF8.GetString(arguments.Slice(64, (int)length)) : null;
    }

    // The codes of Solidity's documentation, "Panic via assert and Error via require".
    private static string Words(BigInteger code) => (int)BigInteger.Min(code, int.MaxValue) switch
    {
        0x01 => "panic: assertion failed (0x01)",
        0x11 => "panic: arithmetic overflow or underflow (0x11)",
        0x12 => "panic: division by zero (0x12)",
        0x21 => "panic: conversion to an unknown enum value (0x21)",
        0x22 => "panic: badly encoded storage byte array (0x22)",
        0x31 => "panic: pop of an empty array (0x31)",
        0x32 => "panic: array index out of bounds (0x32)",
        0x41 => "panic: out of memory (0x41)",
        0x51 => "panic: call of an uninitialised function (0x51)",
        _ => $"panic: code {Quantity.ToHex(code)}",
    };
}
