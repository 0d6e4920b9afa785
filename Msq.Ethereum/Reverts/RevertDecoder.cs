using System.Numerics;
using System.Text;
using Msq.Ethereum.Abi;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;

namespace Msq.Ethereum.Reverts;

/// <summary>Puts revert data into words (Solidity ABI: <c>Error(string)</c>, <c>Panic(uint256)</c>, custom errors by selector).</summary>
/// <param name="registered">Errors of the contracts that are called, beside those of OpenZeppelin Contracts 5.x, which are known.</param>
public sealed class RevertDecoder(IEnumerable<AbiError> registered)
{
    private const int LongestReason = 1000;
    private const int LongestArgument = 256;
    private const string Error = "0x08c379a0";
    private const string Panic = "0x4e487b71";

    // OpenZeppelin's forwarder and address library, the tokens' errors (ERC-6093), and its access control.
    private static readonly AbiError[] Known =
    [.. new[]
    {
        ForwarderCalls.InvalidSigner, "ERC2771ForwarderMismatchedValue(uint256 requestedValue,uint256 msgValue)", "ERC2771ForwarderExpiredRequest(uint48 deadline)",
        "ERC2771UntrustfulTarget(address target,address forwarder)", "FailedCall()", "InsufficientBalance(uint256 balance,uint256 needed)",
        "ERC20InsufficientBalance(address sender,uint256 balance,uint256 needed)", "ERC20InsufficientAllowance(address spender,uint256 allowance,uint256 needed)",
        "ERC20InvalidSender(address sender)", "ERC20InvalidReceiver(address receiver)", "ERC20InvalidApprover(address approver)", "ERC20InvalidSpender(address spender)",
        "ERC721InvalidOwner(address owner)", "ERC721NonexistentToken(uint256 tokenId)", "ERC721IncorrectOwner(address sender,uint256 tokenId,address owner)",
        "ERC721InvalidSender(address sender)", "ERC721InvalidReceiver(address receiver)", "ERC721InsufficientApproval(address operator,uint256 tokenId)",
        "ERC721InvalidApprover(address approver)", "ERC721InvalidOperator(address operator)",
        "ERC1155InsufficientBalance(address sender,uint256 balance,uint256 needed,uint256 tokenId)", "ERC1155InvalidSender(address sender)",
        "ERC1155InvalidReceiver(address receiver)", "ERC1155MissingApprovalForAll(address operator,address owner)", "ERC1155InvalidApprover(address approver)",
        "ERC1155InvalidOperator(address operator)", "ERC1155InvalidArrayLength(uint256 idsLength,uint256 valuesLength)",
        "OwnableUnauthorizedAccount(address account)", "OwnableInvalidOwner(address owner)", "AccessControlUnauthorizedAccount(address account,bytes32 neededRole)",
        "EnforcedPause()", "ExpectedPause()", "ReentrancyGuardReentrantCall()", "SafeERC20FailedOperation(address token)",
    }.Select(AbiError.Declared)];

    private readonly Dictionary<string, AbiError> _errors = registered.Concat(Known).DistinctBy(error => error.Selector).ToDictionary(error => error.Selector);

    /// <summary>Decodes revert data; null when there is none.</summary>
    public Revert? Decode(string? data)
    {
        if (!HexConvert.TryToBytes(data, out var bytes) || bytes.Length < 4)
            return null;
        var selector = HexConvert.ToHex(bytes.AsSpan(0, 4));
        var arguments = bytes.AsMemory(4);
        return selector switch
        {
            Error when Text(arguments.Span) is { } text => new Revert(Cut(text, LongestReason), "Error", []),
            Panic when arguments.Length == 32 => new Revert(Words(new BigInteger(arguments.Span, isUnsigned: true, isBigEndian: true)), "Panic", []),
            _ => _errors.TryGetValue(selector, out var error) ? Custom(error, arguments) : new Revert($"custom error {selector}", null, []),
        };
    }

    private static Revert Custom(AbiError error, ReadOnlyMemory<byte> data)
    {
        try
        {
            var values = AbiWords.Read(error.Parameters, data);
            List<RevertArgument> arguments = [.. error.Parameters.Zip(values, (parameter, value) => new RevertArgument(parameter.Name, parameter.Type.Name, Cut(value, LongestArgument)))];
            var words = arguments.Select(argument => argument.Name.Length == 0 ? argument.Value : $"{argument.Name}: {argument.Value}");
            return new Revert(Cut($"{error.Name}({string.Join(", ", words)})", LongestReason), error.Name, arguments);
        }
        catch (FormatException)
        {
            // Its selector, with something else behind it.
            return new Revert($"{error.Name}(?)", error.Name, []);
        }
    }

    private static string? Text(ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < 64)
            return null;
        var length = new BigInteger(arguments.Slice(32, 32), isUnsigned: true, isBigEndian: true);
        return length <= arguments.Length - 64 ? Encoding.UTF8.GetString(arguments.Slice(64, (int)length)) : null;
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(longest - 1)] + "…";

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

/// <summary>Revert data in words.</summary>
/// <param name="Reason">For people: the text of <c>Error(string)</c>, what a panic means, a custom error with its arguments, or its selector when it is unknown.</param>
/// <param name="Error">The error's name; null when it is unknown.</param>
/// <param name="Arguments">A custom error's arguments.</param>
public sealed record Revert(string Reason, string? Error, IReadOnlyList<RevertArgument> Arguments);

/// <summary>An argument of a custom error.</summary>
/// <param name="Name">May be empty.</param>
/// <param name="Type">Its Solidity type.</param>
/// <param name="Value">Numbers in decimal, addresses with their checksum, bytes as <c>0x</c> hex, lists in [ ], tuples in ( ).</param>
public sealed record RevertArgument(string Name, string Type, string Value);
