namespace Msq.Ethereum.JsonRpc;

/// <summary>What a node's refusal to execute a call, or to estimate it, says.</summary>
public enum CallTrouble
{
    /// <summary>Nothing of the call, as far as the node's words tell: it may be taken later, or by another node.</summary>
    Unclear,

    /// <summary>The call fails as it is: it reverts, or runs out of gas, or does what the machine refuses.</summary>
    Fails,

    /// <summary>Its sender has too little.</summary>
    ShortOfFunds,
}

/// <summary>Reads refusals. Nodes agree on no codes, so their words (geth's, anvil's) count.</summary>
public static class CallTroubles
{
    private const int ExecutionError = 3;

    private static readonly string[] Poor =
    [
        "insufficient funds", "insufficient balance", "OutOfFunds",
        // geth's words when the balance, not the block, limits the gas.
        "gas required exceeds allowance",
    ];

    private static readonly string[] Failing = ["revert", "out of gas", "OutOfGas", "intrinsic gas", "invalid opcode", "InvalidFEOpcode", "OpcodeNotFound", "invalid jump", "InvalidJump", "StackUnderflow", "StackOverflow"];

    /// <summary>What an error says of the call.</summary>
    public static CallTrouble Trouble(this RpcError error)
    {
        // A contract may say the words of the next line as well.
        if (error.Code == ExecutionError || error.Message.Contains("execution reverted", StringComparison.OrdinalIgnoreCase))
            return CallTrouble.Fails;
        if (Says(error, Poor))
            return CallTrouble.ShortOfFunds;
        return error.Data is not null || Says(error, Failing) ? CallTrouble.Fails : CallTrouble.Unclear;
    }

    private static bool Says(RpcError error, string[] words) => words.Any(word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
