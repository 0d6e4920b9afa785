using System.Collections.Concurrent;
using System.Globalization;

namespace Msq.Bench.Stub;

/// <summary>A chain that puts whatever it is given into the next block. Nothing is signed, nothing is executed, everything succeeds.</summary>
internal sealed class StubChain
{
    private readonly Lock _gate = new();
    private readonly List<StubTransaction> _waiting = [];
    private readonly List<StubBlock> _blocks = [new StubBlock(0, [])];
    private readonly ConcurrentDictionary<string, StubTransaction> _byHash = [];
    private readonly Dictionary<string, ulong> _nonces = [];
    private ulong _signed;

    public ulong Head
    {
        get
        {
            lock (_gate)
                return (ulong)_blocks.Count - 1;
        }
    }

    /// <summary>Gives a transaction its nonce and its hash; it is in the next block.</summary>
    public void Take(StubTransaction transaction)
    {
        lock (_gate)
        {
            transaction.Nonce = _nonces.GetValueOrDefault(transaction.From);
            _nonces[transaction.From] = transaction.Nonce.Value + 1;
            transaction.Hash = "0x" + string.Create(CultureInfo.InvariantCulture, $"a{++_signed:x}").PadLeft(64, '0');
            _waiting.Add(transaction);
        }

        _byHash[transaction.Hash] = transaction;
    }

    /// <summary>Makes a block of all that waits.</summary>
    public void Mine()
    {
        lock (_gate)
        {
            foreach (var transaction in _waiting)
                transaction.Block = (ulong)_blocks.Count;
            _blocks.Add(new StubBlock((ulong)_blocks.Count, [.. _waiting]));
            _waiting.Clear();
        }
    }

    public StubBlock? Block(ulong number)
    {
        lock (_gate)
            return number < (ulong)_blocks.Count ? _blocks[(int)number] : null;
    }

    public StubTransaction? Find(string hash) => _byHash.GetValueOrDefault(hash);

    /// <summary>The account's next nonce.</summary>
    /// <param name="account">Its address.</param>
    /// <param name="pending">Whether what waits for a block counts.</param>
    public ulong NextNonce(string account, bool pending)
    {
        lock (_gate)
            return _nonces.GetValueOrDefault(account) - (pending ? 0UL : (ulong)_waiting.Count(transaction => transaction.From == account));
    }
}

/// <summary>A block of the stub's chain.</summary>
internal sealed record StubBlock(ulong Number, IReadOnlyList<StubTransaction> Transactions)
{
    public string Hash => HashOf(Number);

    public static string HashOf(ulong number) => "0x" + string.Create(CultureInfo.InvariantCulture, $"b{number:x}").PadLeft(64, '0');
}

/// <summary>What the stub was given.</summary>
internal sealed class StubTransaction
{
    public required string Id { get; init; }

    public required string Relayer { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    /// <summary>Wei, <c>0x</c> hex.</summary>
    public required string Value { get; init; }

    public required string Data { get; init; }

    public required ulong GasLimit { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public ulong? Nonce { get; set; }

    public string? Hash { get; set; }

    public ulong? Block { get; set; }

    /// <summary>As OZ Relayer v1.3.0 shows it.</summary>
    public string ToRow()
    {
        var status = Block is null ? Nonce is null ? "pending" : "submitted" : "mined";
        return $$"""
            {"id":"{{Id}}","hash":{{(Hash is null ? "null" : $"\"{Hash}\"")}},"status":"{{status}}","status_reason":null,"created_at":"{{CreatedAt:O}}","sent_at":null,"confirmed_at":null,
            "gas_price":null,"gas_limit":{{GasLimit}},"nonce":{{(Nonce is { } nonce ? nonce : "null")}},"value":"{{Value}}","from":"{{From}}","to":"{{To}}","relayer_id":"{{Relayer}}","data":"{{Data}}",
            "max_fee_per_gas":null,"max_priority_fee_per_gas":null,"signature":null,"speed":"average"}
            """;
    }
}
