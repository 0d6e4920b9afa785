using System.Numerics;
using Msq.Api.Batches;
using Msq.Api.Problems;
using Msq.Storage.Transactions;

namespace Msq.Api.Relay;

/// <summary>What came of a submission.</summary>
internal abstract record SubmissionOutcome
{
    private SubmissionOutcome()
    {
    }

    /// <summary>Puts it into an answer.</summary>
    public abstract IResult Answer(HttpResponse response);

    /// <summary>Puts it into the answer to a batch.</summary>
    public BatchAnswerItem Item(int index) => this is Accepted accepted
        ? new BatchAnswerItem(index, accepted.Transaction.CorrelationId, null)
        : BatchAnswerItem.Refused(index, ((Refused)this).Problem);

    /// <summary>Its row is committed.</summary>
    /// <param name="Transaction">The row.</param>
    /// <param name="Replayed">An earlier call had committed it.</param>
    public sealed record Accepted(Transaction Transaction, bool Replayed) : SubmissionOutcome
    {
        public override IResult Answer(HttpResponse response)
        {
            if (Replayed)
                response.Headers["Idempotency-Replayed"] = "true";
            response.Headers.RetryAfter = "1";
            return TypedResults.Accepted($"/api/v1/relay/status/{Transaction.CorrelationId}", AcceptedTransaction.Of(Transaction));
        }
    }

    /// <summary>Nothing was written.</summary>
    public record Refused(ProblemResult Problem) : SubmissionOutcome
    {
        /// <summary>The key stands for another request.</summary>
        public static Refused KeyReused { get; } = new(ProblemResult.Of(
            StatusCodes.Status422UnprocessableEntity, ProblemCode.IdempotencyKeyReused, "This Idempotency-Key was used for another request."));

        /// <summary>Another transaction has the signer's nonce.</summary>
        public static Refused NonceReserved { get; } = new(ProblemResult.Of(
            StatusCodes.Status409Conflict, ProblemCode.NonceReserved, "Another request of this signer has this nonce; sign the next one."));

        public override IResult Answer(HttpResponse response) => Problem;
    }

    /// <summary>It carries more than the client's policy leaves of the day.</summary>
    /// <param name="Limit">Wei per day.</param>
    /// <param name="Left">Wei that are left of it.</param>
    /// <param name="Submission">What was refused.</param>
    public sealed record OverDailyLimit(BigInteger Limit, BigInteger Left, Submission Submission) : Refused(ProblemResult.Policy(
        "policy.maxValuePerDay", Submission.Forward is null ? "value" : "request.value",
        $"The client's transactions of one day (UTC) may carry {Limit} wei on this chain; {Left} wei of it are left."));
}
