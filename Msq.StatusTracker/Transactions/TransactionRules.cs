using MassTransit;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.StatusTracker.Batching;
using Msq.StatusTracker.Rebroadcast;
using Msq.StatusTracker.Transactions.Steps;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions;

/// <summary>The verbs of <see cref="TransactionStateMachine"/>.</summary>
internal static class TransactionRules
{
    private static readonly TimeSpan EstimateWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TurnWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RelayerWait = TimeSpan.FromSeconds(1);

    // Whom no relayer can take is called when one can; the clock is for who is not heard then.
    private static readonly TimeSpan RoomWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClaimWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SilenceWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GatherPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(30);
    private const string Canceled = "canceled by its client";

    /// <summary>Ends it where its time is over, else waits for its turn, chooses a relayer, asks for the gas if that is unknown, and opens an attempt.</summary>
    public static EventActivityBinder<Transaction, T> TakeUp<T>(this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine)
        where T : class => binder
        .If(x => x.Saga.Attempt > 0 || x.Saga.Carriages > 0, again => again.ReadEvidence(machine))
        .If(x => x.Standing() == ChainStanding.Nothing, waits => waits.UnlessOver(machine, timely => timely.IfElse(
            x => x.Saga.Type == TransactionType.Gasless,
            sequenced => sequenced.AskForNonce().TransitionTo(machine.Estimating).WaitFor(EstimateWait),
            free => free.Activity(x => x.OfInstanceType<FollowReplaced>()).IfElse(
                x => x.Former() == FormerStanding.Open,
                early => early.TransitionTo(machine.Queued).WaitFor(RelayerWait),
                turn => turn.IfElse(
                    x => x.Former() == FormerStanding.Executed,
                    late => late.EndFailed(machine, ErrorCode.AlreadyMined, _ => "what it was to replace was executed"),
                    next => next.Dispatch(machine))))));

    /// <summary>Nobody was found in time to share a transaction with.</summary>
    public static EventActivityBinder<Transaction, T> GoAlone<T>(this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine)
        where T : class => binder
        .Then(x => x.Saga.GatheredAt = null)
        .UnlessOver(machine, timely => timely
            .Activity(x => x.OfInstanceType<ChooseRelayer>())
            .IfElse(
                x => x.Saga.From is null,
                waits => waits.TransitionTo(machine.Queued).WaitForRoom(),
                has => has.Open(machine)));

    /// <summary>Follows the chain and the batch that carries it; what the batch left behind goes on by itself.</summary>
    public static EventActivityBinder<Transaction, T> FollowBatch<T>(this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine)
        where T : class => binder
        .ReadEvidence(machine)
        .If(x => x.Saga.CurrentState == nameof(TransactionStateMachine.Carried), carried => carried
            .Activity(x => x.OfInstanceType<FollowCarrier>())
            .If(x => x.Saga.CarrierId is null, left => left.TransitionTo(machine.Queued).WaitFor(TimeSpan.Zero)));

    private static EventActivityBinder<Transaction, T> UnlessOver<T>(
        this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine,
        Func<EventActivityBinder<Transaction, T>, EventActivityBinder<Transaction, T>> alive) where T : class => binder
        .IfElse(
            IsCancelRequested,
            canceled => canceled.End(machine, TransactionStatus.Canceled, x => Unsent(x), ErrorCode.Canceled, _ => Canceled),
            wanted => wanted.IfElse(
                IsPastValidUntil,
                late => late.IfElse(
                    x => x.Saga.WaitsForNonce is null,
                    unsent => unsent.End(machine, TransactionStatus.Expired, x => Unsent(x), ErrorCode.ValidUntilPassed, _ => "validUntil passed before it was sent"),
                    held => held.End(
                        machine, TransactionStatus.Expired, x => Unsent(x), ErrorCode.NonceGap,
                        _ => "its deadline passed before the signer's lower nonces were used on chain")),
                timely => alive(timely)));

    // What was in a batch may have been sent with it: that it came to nothing is then the relayer's word at least.
    private static string Unsent(BehaviorContext<Transaction> context) => context.Saga.Carriages > 0 ? EndProof.Relayer : EndProof.NeverPosted;

    /// <summary>It is sent when its signer's nonce on chain is its own; a lower one is waited for, a higher one means that somebody else used it.</summary>
    public static EventActivityBinder<Transaction, ForwardNonceRead> TakeTurn(
        this EventActivityBinder<Transaction, ForwardNonceRead> binder, TransactionStateMachine machine) => binder
        .IfElse(
            x => x.Message.FinalNonce > x.Saga.ForwardNonce,
            used => used
                .If(x => x.Saga.Carriages > 0, carried => carried.ReadEvidence(machine))
                .If(x => x.Standing() == ChainStanding.Nothing, byOthers => byOthers.End(
                    machine, TransactionStatus.Failed, x => Unsent(x), ErrorCode.AlreadyExecuted, m => $"the signer's nonce on chain is {m.Nonce} already")),
            free => free.IfElse(
                x => x.Message.Nonce == x.Saga.ForwardNonce,
                turn => turn.Then(x => x.Saga.WaitsForNonce = null).Dispatch(machine),
                early => early
                    .If(x => x.Message.Nonce < x.Saga.ForwardNonce && x.Saga.WaitsForNonce != x.Message.Nonce, changed => changed
                        .Then(x => x.Saga.WaitsForNonce = x.Message.Nonce)
                        .Then(x => x.Saga.Sweeps = 0)
                        .Note("held", m => $"waits until its signer's nonce {m.Nonce} is used on chain"))
                    .TransitionTo(machine.Queued)
                    .WaitFor(TurnWait)));

    /// <summary>Goes on with the gas that it needs, unless its client's policy allows less.</summary>
    public static EventActivityBinder<Transaction, GasEstimated> WeighEstimate(
        this EventActivityBinder<Transaction, GasEstimated> binder, TransactionStateMachine machine) => binder
        .IfElse(
            x => x.Message.Gas > x.Saga.MaxGas,
            dear => dear.EndFailed(machine, ErrorCode.GasTooHigh, m => $"it needs {m.Gas} gas, more than its client's policy allows"),
            fine => fine.Then(x => x.Saga.GasEstimate = x.Message.Gas).TakeUp(machine));

    /// <summary>A signature that does not fit means that the signer's nonce changed since it was read, or that the node lags: its turn is looked at again.</summary>
    public static EventActivityBinder<Transaction, GasEstimateReverted> WeighRevert(
        this EventActivityBinder<Transaction, GasEstimateReverted> binder, TransactionStateMachine machine) => binder
        .IfElse(
            x => SettleForward.IsOutOfTurn(x.Saga, x.Message.Reason),
            turn => turn.TransitionTo(machine.Queued).WaitFor(RelayerWait),
            bad => bad.EndFailed(machine, ErrorCode.WouldRevert, m => m.Reason));

    // Chooses a relayer, asks for the gas if that is unknown, and opens an attempt.
    private static EventActivityBinder<Transaction, T> Dispatch<T>(this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine)
        where T : class => binder
        .Activity(x => x.OfInstanceType<ChooseRelayer>())
        .IfElse(
            x => x.Saga.From is null,
            waits => waits.TransitionTo(machine.Queued).WaitForRoom(),
            has => has.IfElse(
                x => x.Saga.GasLimit is null && x.Saga.GasEstimate is null,
                estimates => estimates.SendEstimate().TransitionTo(machine.Estimating).WaitFor(EstimateWait),
                ready => ready.IfElse(
                    x => BatchMembership.MayJoin(x.Saga, BatchRuleOf(x)),
                    gathers => gathers.Then(Gather).TransitionTo(machine.Gathering),
                    opens => opens.Open(machine))));

    private static EventActivityBinder<Transaction, T> Open<T>(this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine) where T : class =>
        binder.Activity(x => x.OfInstanceType<OpenAttempt>()).Activity(x => x.OfInstanceType<WakeCarried>()).TransitionTo(machine.Dispatching).WaitFor(ClaimWait);

    private static BatchRule? BatchRuleOf(BehaviorContext<Transaction> context) => context.Service<PoolFile>().Pool(context.Saga.Pool)?.Batch;

    private static void Gather(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        saga.GatheredAt = context.UtcNow();
        saga.NextActionAt = saga.GatheredAt + BatchRuleOf(context)!.MaxWait + GatherPatience;
    }

    /// <summary>The relayer owns it now, unless the id belongs to another attempt: then this one is in doubt.</summary>
    public static EventActivityBinder<Transaction, DispatchAccepted> Own(
        this EventActivityBinder<Transaction, DispatchAccepted> binder, TransactionStateMachine machine) => binder
        .Activity(x => x.OfInstanceType<RecordOwnership>())
        .IfElse(
            x => x.Saga.RelayerTransactionId is null,
            conflict => conflict.FallIntoDoubt(machine, m => $"the relayer answered with id {m.Report.Id}, which another attempt owns"),
            owned => owned.TransitionTo(machine.Submitted).WaitFor(SilenceWait).CancelAtRelayer().Activity(x => x.OfInstanceType<WakeCarried>()));

    /// <summary>The relayer's word that it will never be sent.</summary>
    public static EventActivityBinder<Transaction, DispatchRefused> EndRefused(
        this EventActivityBinder<Transaction, DispatchRefused> binder, TransactionStateMachine machine) => binder
        .CloseAttempt(AttemptOutcome.Refused, m => m.Reason)
        .End(machine, TransactionStatus.Failed, EndProof.Relayer, ErrorCode.RelayerRefused, m => m.Reason);

    /// <summary>Nothing was sent: another attempt may be opened, on another relayer if there is one.</summary>
    public static EventActivityBinder<Transaction, DispatchNotTaken> GoElsewhere(
        this EventActivityBinder<Transaction, DispatchNotTaken> binder, TransactionStateMachine machine) => binder
        .CloseAttempt(AttemptOutcome.NotTaken, m => m.Reason)
        .Note("not_taken", m => m.Reason)
        .TransitionTo(machine.Queued)
        .Then(x => x.WaitFor(x.Message.RetryAfter > RelayerWait ? x.Message.RetryAfter.Value : RelayerWait));

    /// <summary>It is looked for once the settle time since the claim is over.</summary>
    public static EventActivityBinder<Transaction, T> FallIntoDoubt<T>(
        this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine, Func<T, string> reason) where T : class => binder
        .Then(x => x.Saga.Unresolved = reason(x.Message).Clip())
        .Note("in_doubt", reason)
        .TransitionTo(machine.InDoubt)
        .Activity(x => x.OfInstanceType<AwaitSettle>());

    /// <summary>The attempt was never taken: another one may be opened, unless the chain knows better.</summary>
    public static EventActivityBinder<Transaction, AttemptProvenAbsent> GoOnWithout(
        this EventActivityBinder<Transaction, AttemptProvenAbsent> binder, TransactionStateMachine machine) => binder
        .ReadEvidence(machine)
        .If(x => x.Standing() == ChainStanding.Nothing, absent => absent
            .CloseAttempt(AttemptOutcome.Absent, m => m.Words)
            .Then(x => x.Saga.RelayerTransactionId = null)
            .Then(x => x.Saga.Unresolved = null)
            .Then(x => x.Saga.Sweeps = 0)
            .Note("absent", m => m.Words)
            .IfElse(
                IsCancelRequested,
                canceled => canceled.End(machine, TransactionStatus.Canceled, x => x.Message.ByChain ? EndProof.Chain : EndProof.Relayer, ErrorCode.Canceled, _ => Canceled),
                alive => alive.IfElse(
                    IsPastValidUntil,
                    late => late.End(
                        machine, TransactionStatus.Expired, x => x.Message.ByChain ? EndProof.Chain : EndProof.Relayer,
                        ErrorCode.ValidUntilPassed, _ => "validUntil passed before a relayer took it"),
                    timely => timely.TransitionTo(machine.Queued).WaitFor(TimeSpan.Zero))));

    /// <summary>What was seen proves nothing yet.</summary>
    public static EventActivityBinder<Transaction, AbsenceNotProven> StayInDoubt(this EventActivityBinder<Transaction, AbsenceNotProven> binder) =>
        binder.Then(x => x.Saga.Unresolved = x.Message.Reason.Clip());

    /// <summary>With a nonce the chain decides; without one it has to be proven that it never had any.</summary>
    public static EventActivityBinder<Transaction, RelayerTransactionForgotten> WeighForgotten(
        this EventActivityBinder<Transaction, RelayerTransactionForgotten> binder) => binder
        .If(x => x.Message.RelayerTransactionId == x.Saga.RelayerTransactionId, own => own
            .If(x => x.Saga.Unresolved is null, first => first
                .Then(x => x.Saga.Unresolved = "the relayer no longer knows it; the chain decides")
                .Note("forgotten", _ => "the relayer no longer knows it; the chain decides"))
            .If(x => x.Saga.Nonce is null, nameless => nameless.ThenAsync(x => x.SendToAsync(
                Queues.Absence,
                new AttemptNotFound(x.Saga.CorrelationId, x.Saga.Attempt, x.Saga.RelayerTransactionId, LookEvidence.Forgotten(x.UtcNow()))))));

    /// <summary>An older attempt turned up: the newer one is withdrawn if it still can be.</summary>
    public static EventActivityBinder<Transaction, DispatchAccepted> TakeBack(
        this EventActivityBinder<Transaction, DispatchAccepted> binder, TransactionStateMachine machine) => binder
        .Activity(x => x.OfInstanceType<TakeBack>())
        .If(x => x.Saga.Attempt == x.Message.Attempt, back => back.Own(machine));

    /// <summary>Begins the waits anew: an operator looks.</summary>
    public static EventActivityBinder<Transaction, LookNow> NoteLook(this EventActivityBinder<Transaction, LookNow> binder) => binder
        .Then(x => x.Saga.Sweeps = 0)
        .Note("look_requested", m => $"by {m.By}");

    /// <summary>Ends it by hand, unless the chain has it.</summary>
    public static EventActivityBinder<Transaction, CloseTransaction> CloseByHand(
        this EventActivityBinder<Transaction, CloseTransaction> binder, TransactionStateMachine machine) => binder
        .ReadEvidence(machine)
        .If(x => x.Standing() is ChainStanding.Nothing or ChainStanding.Dead, unseen => unseen
            .Note("closed", m => $"by {m.By}: {m.Reason}")
            .Then(x => x.End(x.Message.Status, EndProof.Operator, ErrorCode.ClosedByOperator, x.Message.Reason))
            .Activity(x => x.OfInstanceType<SettleForward>())
            .Activity(x => x.OfInstanceType<WakeCarried>())
            .Activity(x => x.OfInstanceType<WakeReplacement>())
            .TransitionTo(machine.Ended));

    /// <summary>Looks for an attempt in doubt at its relayer.</summary>
    public static EventActivityBinder<Transaction, T> LookAgain<T>(this EventActivityBinder<Transaction, T> binder) where T : class => binder
        .If(x => x.Saga.CurrentState == nameof(TransactionStateMachine.InDoubt), doubted => doubted
            .ThenAsync(x => x.SendToAsync(Queues.Enquiries, new LookForAttempt(x.Saga.CorrelationId, x.Saga.Attempt, x.Saga.Relayer!)))
            .WaitFor(SilenceWait));

    /// <summary>Has the relayer that owns it stop it, if the client wished so, and again if nothing comes of it.</summary>
    public static EventActivityBinder<Transaction, T> CancelAtRelayer<T>(this EventActivityBinder<Transaction, T> binder) where T : class => binder
        .If(IsCancelDue, wished => wished
            .Then(x => x.Saga.CancelTakenAt = x.Saga.CancelTakenAt is null ? null : x.UtcNow())
            .ThenAsync(x => x.SendToAsync(
                Queues.Enquiries, new CancelAtRelayer(x.Saga.CorrelationId, x.Saga.Attempt, x.Saga.Relayer!, x.Saga.RelayerTransactionId!))));

    /// <summary>Asks the relayer that owns it, since reports are overdue.</summary>
    public static EventActivityBinder<Transaction, T> AskRelayer<T>(this EventActivityBinder<Transaction, T> binder) where T : class => binder
        .If(x => x.Saga.CurrentState == nameof(TransactionStateMachine.Submitted), silent => silent
            .ThenAsync(x => x.SendToAsync(
                Queues.Enquiries, new AskRelayer(x.Saga.CorrelationId, x.Saga.Attempt, x.Saga.Relayer!, x.Saga.RelayerTransactionId!)))
            .WaitFor(SilenceWait));

    /// <summary>Has the signed bytes broadcast again, should the nodes have lost them.</summary>
    public static EventActivityBinder<Transaction, T> BroadcastAgain<T>(this EventActivityBinder<Transaction, T> binder) where T : class => binder
        .If(x => RebroadcastRule.Allows(x.Saga, x.UtcNow()), lost => lost
            .ThenAsync(x => x.SendToAsync(Queues.Broadcasts, new BroadcastAgain(x.Saga.CorrelationId, x.Saga.Attempt))));

    /// <summary>Forgets bytes that are not the ones that were signed.</summary>
    public static EventActivityBinder<Transaction, SignedBytesRefused> DropBytes(this EventActivityBinder<Transaction, SignedBytesRefused> binder) => binder
        .If(x => x.Saga.Hash == x.Message.Hash, same => same
            .Then(x => x.Saga.RawTransaction = null)
            .Note("bytes_refused", m => $"the stored bytes are not the ones that were signed: {m.Reason}"));

    /// <summary>
    /// Nothing was heard of an open attempt: an unclaimed one is offered again or withdrawn; a claimed one is in doubt once nobody can be at work on it
    /// any more, which is also when a look for it first means something.
    /// </summary>
    public static EventActivityBinder<Transaction, T> CheckDispatch<T>(
        this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine) where T : class => binder
        .IfElse(
            x => x.Saga.ClaimedAt is not null,
            claimed => claimed.ReadEvidence(machine).If(
                x => x.Saga.CurrentState == nameof(TransactionStateMachine.Dispatching),
                unheard => unheard.Activity(x => x.OfInstanceType<AwaitSettle>()).If(
                    x => x.Saga.NextActionAt <= x.UtcNow(),
                    silent => silent.FallIntoDoubt(machine, _ => "a dispatcher claimed it and was not heard of again"))),
            unclaimed => unclaimed.Activity(x => x.OfInstanceType<WithdrawUnclaimed>()).IfElse(
                x => x.Saga.Relayer is null,
                withdrawn => withdrawn.TakeUp(machine),
                stays => stays.OfferAttempt().WaitFor(ClaimWait)));

    /// <summary>Takes nonce, hash and signed bytes from what the relayer says; believes "given up" only when it is said twice.</summary>
    public static EventActivityBinder<Transaction, RelayerTransactionReported> Learn(
        this EventActivityBinder<Transaction, RelayerTransactionReported> binder, TransactionStateMachine machine) => binder
        .Activity(x => x.OfInstanceType<LearnFromReport>())
        .If(x => x.Saga.RelayerTransactionId is null, given => given.IfElse(
            x => x.Saga.ErrorCode is null,
            elsewhere => elsewhere.IfElse(
                IsCancelRequested,
                canceled => canceled.End(machine, TransactionStatus.Canceled, EndProof.Relayer, ErrorCode.Canceled, _ => Canceled),
                goesOn => goesOn.TransitionTo(machine.Queued).WaitFor(RelayerWait)),
            over => over.End(machine, TransactionStatus.Failed, EndProof.Relayer, null, _ => null)));

    /// <summary>Reads what the chain has of it and follows it.</summary>
    public static EventActivityBinder<Transaction, T> ReadEvidence<T>(this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine)
        where T : class => binder
        .Activity(x => x.OfInstanceType<FollowEvidence>())
        .If(x => x.Standing() == ChainStanding.Mined, mined => mined
            .Activity(x => x.OfInstanceType<SettleForward>()).Activity(x => x.OfInstanceType<WakeCarried>()).TransitionTo(machine.Mined))
        .If(x => x.Standing() == ChainStanding.Reorged, gone => gone.Activity(x => x.OfInstanceType<WakeCarried>()).IfElse(
            x => x.Saga.CarrierId is null,
            own => own.TransitionTo(machine.Submitted),
            carried => carried.TransitionTo(machine.Carried)))
        .If(x => x.Standing() == ChainStanding.Dead, dead => dead.TransitionTo(machine.Queued).WaitFor(RelayerWait))
        .If(x => x.Standing() == ChainStanding.Ended, over => over
            .Settle().TransitionTo(machine.Ended));

    /// <summary>An end with status <c>failed</c> of something that was never sent.</summary>
    public static EventActivityBinder<Transaction, T> EndFailed<T>(
        this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine, string code, Func<T, string> message) where T : class =>
        binder.End(machine, TransactionStatus.Failed, EndProof.NeverPosted, code, message);

    /// <summary>Writes a line of the timeline.</summary>
    public static EventActivityBinder<Transaction, T> Note<T>(
        this EventActivityBinder<Transaction, T> binder, string @event, Func<T, string?> detail) where T : class =>
        binder.Then(x => x.Note(@event, detail(x.Message)));

    internal static EventActivityBinder<Transaction, T> OfferAttempt<T>(this EventActivityBinder<Transaction, T> binder) where T : class =>
        binder.ThenAsync(x => x.SendToAsync(x.Saga.Relayer!, new DispatchTransaction(x.Saga.CorrelationId, x.Saga.Attempt, x.Saga.Relayer!, IsRepeat: true)));

    private static EventActivityBinder<Transaction, T> AskForNonce<T>(this EventActivityBinder<Transaction, T> binder) where T : class =>
        binder.ThenAsync(x => x.SendToAsync(
            Queues.ForwardNonces, new ReadForwardNonce(x.Saga.CorrelationId, x.Saga.ChainId, x.Saga.To, x.Saga.Signer!)));

    private static EventActivityBinder<Transaction, T> SendEstimate<T>(this EventActivityBinder<Transaction, T> binder) where T : class =>
        binder.ThenAsync(x => x.SendToAsync(
            Queues.Gas,
            new EstimateGas(x.Saga.CorrelationId, x.Saga.ChainId, x.Saga.From!, x.Saga.To, x.Saga.Value, x.Saga.Data)));

    private static EventActivityBinder<Transaction, T> End<T>(
        this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine, string status, string proof, string? code, Func<T, string?> message)
        where T : class => binder.End(machine, status, _ => proof, code, message);

    private static EventActivityBinder<Transaction, T> End<T>(
        this EventActivityBinder<Transaction, T> binder, TransactionStateMachine machine, string status, Func<BehaviorContext<Transaction, T>, string> proof, string? code, Func<T, string?> message)
        where T : class => binder
        .Then(x => x.End(status, proof(x), code, message(x.Message)))
        .Settle()
        .TransitionTo(machine.Ended);

    // What its end means for others.
    private static EventActivityBinder<Transaction, T> Settle<T>(this EventActivityBinder<Transaction, T> binder) where T : class => binder
        .Activity(x => x.OfInstanceType<SettleAttempts>())
        .Activity(x => x.OfInstanceType<SettleForward>())
        .Activity(x => x.OfInstanceType<WakeCarried>())
        .Activity(x => x.OfInstanceType<WakeReplacement>());

    private static EventActivityBinder<Transaction, T> CloseAttempt<T>(
        this EventActivityBinder<Transaction, T> binder, string outcome, Func<T, string> detail) where T : class =>
        binder.ThenAsync(x => x.CloseAttemptAsync(outcome, detail(x.Message)));

    private static EventActivityBinder<Transaction, T> WaitFor<T>(this EventActivityBinder<Transaction, T> binder, TimeSpan wait) where T : class =>
        binder.Then(x => x.WaitFor(wait));

    private static EventActivityBinder<Transaction, T> WaitForRoom<T>(this EventActivityBinder<Transaction, T> binder) where T : class =>
        binder.WaitFor(RoomWait).Then(x => x.Saga.NextActionAt = x.Saga.ValidUntil < x.Saga.NextActionAt ? x.Saga.ValidUntil : x.Saga.NextActionAt);

    // OZ Relayer v1.3.0 says that it cancels, and sends nothing while the price cannot rise far enough. Each repeat raises the price, so they grow rarer: twice as
    // late every time.
    private static bool IsCancelDue(BehaviorContext<Transaction> context) =>
        context.Saga is { CurrentState: nameof(TransactionStateMachine.Submitted), CancelRequestedAt: { } requested, RelayerTransactionId: not null }
        && (context.Saga.CancelTakenAt is not { } taken
            || context.UtcNow() - taken >= (taken - requested > CancelPatience ? taken - requested : CancelPatience));

    private static bool IsCancelRequested(BehaviorContext<Transaction> context) => context.Saga.CancelRequestedAt is not null;

    private static bool IsPastValidUntil(BehaviorContext<Transaction> context) => context.Saga.ValidUntil <= context.UtcNow();
}
