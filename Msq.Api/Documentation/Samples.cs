using Msq.Api.Batches;
using Msq.Api.Callbacks;
using Msq.Api.Gasless;
using Msq.Api.Listing;
using Msq.Api.Operations;
using Msq.Api.Relay;
using Msq.Api.Relayers;
using Msq.Api.Simulation;
using Msq.Api.Status;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Reverts;
using Msq.Ethereum.TypedData;
using Msq.Ethereum.Values;
using Msq.Hosting.Bus;
using Msq.Storage.Callbacks;
using Msq.Storage.Relayers;
using Msq.Storage.Transactions;

namespace Msq.Api.Documentation;

/// <summary>Answers as the documentation shows them, by their type.</summary>
internal static class Samples
{
    public static readonly Guid Id = Guid.Parse("019ac0a2-7c00-7b3a-9d2e-4f6a8b1c2d3e");

    private const string Relayer = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
    private const string Forwarder = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
    public const string Hash = "0x9fc76417374aa880d4449a1f7f31ec597f00b1f6f3dd2d66f4c9c6c445836d8b";
    private const string Value = "1000000000000000000";
    private const string Reference = "order-4711";
    private static readonly DateTime Accepted = new(2026, 11, 26, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Why a call would revert.</summary>
    public static RevertView Revert { get; } = new(
        $"ERC20InsufficientBalance(sender: {Relayer}, balance: 0, needed: 5)", "ERC20InsufficientBalance",
        [new RevertArgument("sender", "address", Relayer), new RevertArgument("balance", "uint256", "0"), new RevertArgument("needed", "uint256", "5")],
        "0xe450d38c0000000000000000000000003c44cdddb6a900fa2b585dd299e03d12fa4293bc" + new string('0', 127) + "5");

    private static readonly DeliveryView Delivery = new(
        Guid.Parse("019ac0a2-8bb8-7c11-8a4f-2d7e9b3c5a60"), "msg_019ac0a28bb87c118a4f2d7e9b3c5a60", "payments", "ledger", "https://ledger.example.org/msq", Id, "transaction.confirmed",
        DeliveryState.Pending, 1, Accepted.AddSeconds(9), Accepted.AddSeconds(14), Accepted.AddSeconds(9), 503, "it answered 503");

    private static readonly PoolView Pool = new(
        "local", 31337, "round-robin", 4711,
        [
            new RelayerView(
                "relayer-1", OperatorState.Draining, "its machine is replaced", Accepted, "operator (operator-1)", false, "healthy", null, null, Relayer.ToLowerInvariant(), Value, 3, 1, 0,
                100, 1, Accepted.AddSeconds(5)),
        ],
        [new AlertView("Unknown sender", Hash, Relayer.ToLowerInvariant(), 1, Accepted.AddSeconds(6))]);

    private static readonly Dictionary<Type, object> All = new object[]
    {
        new AcceptedTransaction(Id, null, TransactionStatus.Queued, Accepted),
        new BatchAnswer([new BatchAnswerItem(0, Id, null), new BatchAnswerItem(1, null, ProblemResultOf("direct.to", "must be 0x and 40 hex digits"))]),
        Transaction(),
        new ListPage([Listed()], Id),
        new TimelineEntry(Accepted.AddSeconds(5), TransactionStatus.Mined, "mined", $"block 4711, hash {Hash}"),
        Delivery,
        new DeliveryPage([Delivery], null, [new DisabledView("payments", "archive", "https://old.example.org/msq", Accepted)]),
        new SignerNonceView(Schemas.SampleAddress, "8", "7", Forwarder, 31337),
        TypedData(),
        new UnresolvedPage(
            [
                new UnresolvedTransaction(
                    Id, "payments", TransactionStatus.Dispatching, "nobody knows yet what became of its attempt", "local", "relayer-1", null, 1, Accepted.AddSeconds(1), null, null, Accepted,
                    Accepted.AddSeconds(121), Accepted.AddSeconds(241)),
            ],
            null),
        new PoolsView([Pool]),
        new OperationsView(
            Accepted.AddSeconds(5), 12.5, [new OpenCount("local", TransactionStatus.Submitted, 3, Accepted)], 1, [Pool], [new ErrorQueueCount("msq-gas_error", 2)]),
        new ErrorQueuesView(
            [
                new ErrorQueue(
                    "msq-gas_error", "msq-gas", 2, new Failure(Accepted.AddSeconds(4), "EstimateGas", "Msq.Ethereum.JsonRpc.RpcUnavailableException", "No node of local answers.")),
            ]),
        new RequeuedView("msq-gas_error", 2),
        new SimulationView(true, Relayer, 51_234, "0x" + new string('0', 63) + "1", null),
    }.ToDictionary(sample => sample.GetType());

    /// <summary>The sample of a type, or null.</summary>
    public static object? Of(Type type) => All.GetValueOrDefault(type);

    private static Problems.Problem ProblemResultOf(string field, string problem) => Problems.ProblemResult.Validation(field, problem).Problem;

    private static TransactionView Transaction() => new(
        Id, TransactionType.Direct, TransactionStatus.Confirmed, Hash, "local", "relayer-1", Relayer, Schemas.SampleAddress, Value, "0x", 25_200, "average", 7, 4711, 21_000, "1000000007", 2, Reference,
        null, null, Accepted, Accepted.AddSeconds(9), Accepted.AddSeconds(9), null, null,
        [
            new TimelineEntry(Accepted, TransactionStatus.Queued, "accepted", null),
            new TimelineEntry(Accepted.AddSeconds(1), TransactionStatus.Dispatching, "dispatching", "attempt 1 at relayer-1"),
            new TimelineEntry(Accepted.AddSeconds(2), TransactionStatus.Submitted, "submitted", "relayer-1"),
            new TimelineEntry(Accepted.AddSeconds(5), TransactionStatus.Mined, "mined", $"block 4711, hash {Hash}"),
            new TimelineEntry(Accepted.AddSeconds(9), TransactionStatus.Confirmed, "confirmed", null),
        ]);

    private static ListedTransaction Listed() => new(
        Id, "payments", TransactionType.Direct, TransactionStatus.Confirmed, Hash, "local", "relayer-1", Relayer, Schemas.SampleAddress, Value, 25_200, "average", 7, 4711, 21_000, "1000000007", 2, Reference,
        null, null, Accepted, Accepted.AddSeconds(9), Accepted.AddSeconds(9), null, null, 31337);

    private static TypedDataView TypedData() => TypedDataView.Of(
        new TypedDataDomain("MsqForwarder", "1", 31337, Address.Parse(Forwarder)),
        new ForwardRequest(Address.Parse(Schemas.SampleAddress), Address.Parse(Relayer), 0, 60_000, 8, 4102444800, [0xd0, 0x9d, 0xe0, 0x8a]));
}
