using System.Linq.Expressions;
using MassTransit;
using Msq.Contracts.Messages;
using Msq.StatusTracker.Transactions.Steps;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions;

/// <summary>
/// The life of a transaction. Its status, which clients see, only rises; its state says what is being waited for:
/// <code>
/// Accepted     the API committed the row; nobody has looked at it yet
/// Queued       waits for a relayer that can take it
/// Estimating   waits for what a node has to say: its signer's nonce, or the gas
/// Gathering    a signed request that waits for others to share a transaction with
/// Carried      it is in a batch, and follows it: the batch is a transaction of its own
/// Dispatching  attempt n is open: its relayer's queue holds it, or a dispatcher has claimed it
/// InDoubt      attempt n was claimed and nobody knows what became of it; it is looked for, never sent again
/// Submitted    a relayer owns attempt n
/// Mined        a block holds it, not deep enough yet
/// Ended        over
/// </code>
/// Each state is moved on by <see cref="TransactionDue"/>, which the sweep sends when the row's time has come, so no lost message can strand it.
/// What the chain says is read from the stored evidence, never taken from a message.
/// </summary>
public sealed class TransactionStateMachine : MassTransitStateMachine<Transaction>
{
    /// <summary>The rules, in the order of a transaction's life.</summary>
    public TransactionStateMachine()
    {
        InstanceState(x => x.CurrentState);
        Correlate(() => Submit, m => m.TransactionId);
        Correlate(() => Due, m => m.TransactionId);
        Correlate(() => Cancel, m => m.TransactionId);
        Correlate(() => Look, m => m.TransactionId);
        Correlate(() => Close, m => m.TransactionId);
        Correlate(() => NonceRead, m => m.TransactionId);
        Correlate(() => GasKnown, m => m.TransactionId);
        Correlate(() => GasReverts, m => m.TransactionId);
        Correlate(() => GasTooDear, m => m.TransactionId);
        Correlate(() => Taken, m => m.TransactionId);
        Correlate(() => Refused, m => m.TransactionId);
        Correlate(() => NotTaken, m => m.TransactionId);
        Correlate(() => Doubted, m => m.TransactionId);
        Correlate(() => ProvenAbsent, m => m.TransactionId);
        Correlate(() => NotProven, m => m.TransactionId);
        Correlate(() => Reported, m => m.TransactionId);
        Correlate(() => Forgotten, m => m.TransactionId);
        Correlate(() => SentAgain, m => m.TransactionId);
        Correlate(() => BytesRefused, m => m.TransactionId);
        Correlate(() => ChainSeen, m => m.TransactionId);
        Correlate(() => ChainConfirmed, m => m.TransactionId);
        Correlate(() => ChainReorged, m => m.TransactionId);

        During([Accepted, Queued],
            When(Submit).TakeUp(this),
            When(Due).TakeUp(this));

        During(Gathering,
            When(Due).GoAlone(this),
            When(Cancel).GoAlone(this),
            When(Look).NoteLook().GoAlone(this));

        // A batch that was sent goes on whatever one of its requests wishes: the others count on it.
        During(Carried,
            When(Due).FollowBatch(this),
            When(Cancel).FollowBatch(this),
            When(Look).NoteLook().FollowBatch(this),
            When(ChainSeen).FollowBatch(this),
            When(ChainConfirmed).FollowBatch(this),
            When(ChainReorged).FollowBatch(this));

        // The wish stands in the row: from then on no attempt is opened. What is claimed goes on, and its relayer is asked to stop it once it owns it.
        During([Accepted, Queued, Estimating],
            When(Cancel).TakeUp(this));
        During(Dispatching,
            When(Cancel, x => x.Saga.ClaimedAt is null).CheckDispatch(this));
        During(Submitted,
            When(Cancel).ReadEvidence(this).CancelAtRelayer());

        // What operators may do. They cannot send anything again, and an end of theirs is overridden by the chain.
        During([Accepted, Queued, Estimating],
            When(Look).NoteLook().TakeUp(this));
        During(Dispatching,
            When(Look, x => x.Saga.ClaimedAt is null).NoteLook().CheckDispatch(this));
        During(InDoubt,
            When(Look).NoteLook().ReadEvidence(this).LookAgain().BroadcastAgain());
        During(Submitted,
            When(Look).NoteLook().ReadEvidence(this).CancelAtRelayer().AskRelayer().BroadcastAgain());
        During(Mined,
            When(Look).NoteLook().ReadEvidence(this));
        During([Accepted, Queued, Estimating, Gathering, Carried, Dispatching, InDoubt, Submitted],
            When(Close).CloseByHand(this));

        // An attempt that was given up all the same turns up: better late than twice.
        During([Queued, Estimating],
            When(Taken, x => IsOpenAttempt(x, x.Message.Attempt)).Own(this),
            When(ChainSeen).ReadEvidence(this),
            When(ChainConfirmed).ReadEvidence(this));

        During(Estimating,
            When(GasKnown).WeighEstimate(this),
            When(NonceRead).TakeTurn(this),
            When(GasReverts).WeighRevert(this),
            When(GasTooDear).EndFailed(this, ErrorCode.InsufficientFunds, m => m.Reason),
            When(Due).TakeUp(this));

        During(Dispatching,
            When(Taken, x => IsOpenAttempt(x, x.Message.Attempt)).Own(this),
            When(Refused, x => IsOpenAttempt(x, x.Message.Attempt)).EndRefused(this),
            When(NotTaken, x => IsOpenAttempt(x, x.Message.Attempt)).GoElsewhere(this),
            When(Doubted, x => IsOpenAttempt(x, x.Message.Attempt)).FallIntoDoubt(this, m => m.Reason),
            When(Due).CheckDispatch(this));

        During(InDoubt,
            When(Taken, x => IsOpenAttempt(x, x.Message.Attempt)).Own(this),
            When(Refused, x => IsOpenAttempt(x, x.Message.Attempt)).EndRefused(this),
            When(NotTaken, x => IsOpenAttempt(x, x.Message.Attempt)).GoElsewhere(this),
            When(ProvenAbsent, IsAbout).GoOnWithout(this),
            When(NotProven, x => IsOpenAttempt(x, x.Message.Attempt)).StayInDoubt(),
            When(Due).ReadEvidence(this).LookAgain().BroadcastAgain());

        During(Submitted,
            When(Reported, x => IsOpenAttempt(x, x.Message.Attempt)).Learn(this),
            When(Forgotten, x => IsOpenAttempt(x, x.Message.Attempt)).WeighForgotten(),
            When(ProvenAbsent, IsAbout).GoOnWithout(this),
            When(NotProven, x => IsOpenAttempt(x, x.Message.Attempt)).StayInDoubt(),
            When(Due).ReadEvidence(this).CancelAtRelayer().AskRelayer().BroadcastAgain());

        During([InDoubt, Submitted, Mined],
            When(SentAgain, x => IsOpenAttempt(x, x.Message.Attempt))
                .Note("broadcast_again", m => $"no node knew {m.Hash} any more; nodes that took the same bytes again: {m.Nodes}"),
            When(BytesRefused, x => IsOpenAttempt(x, x.Message.Attempt)).DropBytes());

        // An older attempt turns up while a newer one is open: the one way for two of them to be executed.
        During([Dispatching, InDoubt, Submitted, Mined, Ended],
            When(Taken, x => x.Message.Attempt < x.Saga.Attempt).TakeBack(this));

        // Evidence may come before anything that a relayer says, and is better.
        During([Dispatching, InDoubt, Submitted, Mined],
            When(ChainSeen).ReadEvidence(this),
            When(ChainConfirmed).ReadEvidence(this),
            When(ChainReorged).ReadEvidence(this));

        During(Mined,
            When(Taken, x => IsOpenAttempt(x, x.Message.Attempt)).Activity(x => x.OfInstanceType<RecordOwnership>()),
            When(Due).ReadEvidence(this));

        // An end that rests on less than the chain is overridden by the chain.
        During(Ended,
            When(ChainConfirmed).ReadEvidence(this));

        // What comes late, twice or out of order, by name.
        During([Estimating, Dispatching, InDoubt, Submitted, Mined, Ended], Ignore(Submit));
        During([Accepted, Queued, Dispatching, InDoubt, Submitted, Mined, Ended], Ignore(NonceRead), Ignore(GasKnown), Ignore(GasReverts), Ignore(GasTooDear));
        During([Gathering, Carried],
            Ignore(Submit), Ignore(NonceRead), Ignore(GasKnown), Ignore(GasReverts), Ignore(GasTooDear), Ignore(Taken), Ignore(Refused), Ignore(NotTaken), Ignore(Doubted),
            Ignore(ProvenAbsent), Ignore(NotProven), Ignore(Reported), Ignore(Forgotten), Ignore(SentAgain), Ignore(BytesRefused));
        During(Gathering, Ignore(ChainSeen), Ignore(ChainConfirmed), Ignore(ChainReorged));
        During(Accepted, Ignore(Taken), Ignore(ChainSeen), Ignore(ChainConfirmed));
        During([Accepted, Queued, Estimating, Submitted, Mined, Ended], Ignore(Refused), Ignore(NotTaken));
        During([Accepted, Queued, Estimating, InDoubt, Submitted, Mined, Ended], Ignore(Doubted));
        During([Accepted, Queued, Estimating, Dispatching, Mined, Ended], Ignore(ProvenAbsent), Ignore(NotProven));
        During([Accepted, Queued, Estimating, Dispatching, InDoubt, Mined, Ended], Ignore(Reported), Ignore(Forgotten));
        During([Accepted, Queued, Estimating, Dispatching, Ended], Ignore(SentAgain), Ignore(BytesRefused));
        During([Accepted, Queued, Estimating], Ignore(ChainReorged));
        During([InDoubt, Mined, Ended], Ignore(Cancel));
        During([Mined, Ended], Ignore(Close));
        During(Ended, Ignore(Look));
        During(Ended, Ignore(Due), Ignore(ChainSeen), Ignore(ChainReorged));
    }

    /// <summary>The API committed the row.</summary>
    public State Accepted { get; private set; } = null!;

    /// <summary>Waits for a relayer that can take it.</summary>
    public State Queued { get; private set; } = null!;

    /// <summary>Waits for its signer's nonce, or for the gas estimate.</summary>
    public State Estimating { get; private set; } = null!;

    /// <summary>Waits for others to share a transaction with.</summary>
    public State Gathering { get; private set; } = null!;

    /// <summary>A batch carries it.</summary>
    public State Carried { get; private set; } = null!;

    /// <summary>An attempt is open.</summary>
    public State Dispatching { get; private set; } = null!;

    /// <summary>Nobody knows what became of the attempt.</summary>
    public State InDoubt { get; private set; } = null!;

    /// <summary>A relayer owns the attempt.</summary>
    public State Submitted { get; private set; } = null!;

    /// <summary>A block holds it.</summary>
    public State Mined { get; private set; } = null!;

    /// <summary>Over.</summary>
    public State Ended { get; private set; } = null!;

    /// <summary>The row waits to be taken up.</summary>
    public Event<SubmitTransaction> Submit { get; private set; } = null!;

    /// <summary>The row's time has come.</summary>
    public Event<TransactionDue> Due { get; private set; } = null!;

    /// <summary>The client asked to cancel.</summary>
    public Event<CancelTransaction> Cancel { get; private set; } = null!;

    /// <summary>An operator wants it looked at.</summary>
    public Event<LookNow> Look { get; private set; } = null!;

    /// <summary>An operator ends it by hand.</summary>
    public Event<CloseTransaction> Close { get; private set; } = null!;

    /// <summary>A node told its signer's nonce.</summary>
    public Event<ForwardNonceRead> NonceRead { get; private set; } = null!;

    /// <summary>The node estimated the gas.</summary>
    public Event<GasEstimated> GasKnown { get; private set; } = null!;

    /// <summary>The estimate reverted.</summary>
    public Event<GasEstimateReverted> GasReverts { get; private set; } = null!;

    /// <summary>The sender cannot pay.</summary>
    public Event<GasEstimateShortOfFunds> GasTooDear { get; private set; } = null!;

    /// <summary>The relayer owns the attempt.</summary>
    public Event<DispatchAccepted> Taken { get; private set; } = null!;

    /// <summary>The relayer refused it for good.</summary>
    public Event<DispatchRefused> Refused { get; private set; } = null!;

    /// <summary>The relayer certainly did not take it.</summary>
    public Event<DispatchNotTaken> NotTaken { get; private set; } = null!;

    /// <summary>Nobody knows.</summary>
    public Event<DispatchInDoubt> Doubted { get; private set; } = null!;

    /// <summary>The open attempt was never taken.</summary>
    public Event<AttemptProvenAbsent> ProvenAbsent { get; private set; } = null!;

    /// <summary>A look found nothing, which proves nothing yet.</summary>
    public Event<AbsenceNotProven> NotProven { get; private set; } = null!;

    /// <summary>What the relayer says of it.</summary>
    public Event<RelayerTransactionReported> Reported { get; private set; } = null!;

    /// <summary>The relayer no longer knows it.</summary>
    public Event<RelayerTransactionForgotten> Forgotten { get; private set; } = null!;

    /// <summary>The signed bytes were broadcast again.</summary>
    public Event<BytesBroadcastAgain> SentAgain { get; private set; } = null!;

    /// <summary>The stored bytes are not the ones that were signed.</summary>
    public Event<SignedBytesRefused> BytesRefused { get; private set; } = null!;

    /// <summary>The chain has evidence.</summary>
    public Event<ChainTransactionSeen> ChainSeen { get; private set; } = null!;

    /// <summary>The evidence is deep enough.</summary>
    public Event<ChainTransactionConfirmed> ChainConfirmed { get; private set; } = null!;

    /// <summary>The evidence is gone.</summary>
    public Event<ChainTransactionReorged> ChainReorged { get; private set; } = null!;

    private static bool IsOpenAttempt(BehaviorContext<Transaction> context, int attempt) => context.Saga.Attempt == attempt;

    // A proof is about what was known when it was made: since then the relayer may have answered after all.
    private static bool IsAbout(BehaviorContext<Transaction, AttemptProvenAbsent> context) =>
        IsOpenAttempt(context, context.Message.Attempt) && context.Saga.Nonce is null
        && context.Saga.RelayerTransactionId == context.Message.RelayerTransactionId;

    private void Correlate<T>(Expression<Func<Event<T>>> @event, Func<T, Guid> id) where T : class => Event(@event, x =>
    {
        x.CorrelateById(context => id(context.Message));
        // Only the API makes rows: a message for a row that retention has removed is about nothing.
        x.OnMissingInstance(missing => missing.Discard());
    });
}
