namespace Msq.Sdk;

/// <summary>Msq did not do what it was asked for: <see cref="MsqProblemException"/> or <see cref="MsqUnreachableException"/>.</summary>
public abstract class MsqException : Exception
{
    private protected MsqException(string message, string? idempotencyKey, Exception? inner = null) : base(message, inner) => IdempotencyKey = idempotencyKey;

    /// <summary>The key that a submission carried: calling again with it can make no second transaction. Null for everything else.</summary>
    public string? IdempotencyKey { get; }
}

/// <summary>Msq answered with a problem.</summary>
public sealed class MsqProblemException : MsqException
{
    internal MsqProblemException(MsqProblem problem, string? idempotencyKey, TimeSpan? retryAfter) : base(problem.ToString(), idempotencyKey) =>
        (Problem, RetryAfter) = (problem, retryAfter);

    /// <summary>The problem.</summary>
    public MsqProblem Problem { get; }

    /// <summary>How long to leave Msq in peace before the next try, if it said so.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>No answer came, however often it was tried. A submission may have been accepted all the same: repeat it with the same <see cref="MsqException.IdempotencyKey"/>.</summary>
public sealed class MsqUnreachableException : MsqException
{
    internal MsqUnreachableException(Uri address, int tries, string? idempotencyKey, Exception last)
        : base($"{address} gave no answer in {tries} tries; the last one: {last.Message}", idempotencyKey, last)
    {
    }
}

/// <summary>A transaction ended otherwise than confirmed.</summary>
public sealed class MsqTransactionException : Exception
{
    internal MsqTransactionException(MsqTransaction transaction)
        : base($"Transaction {transaction.TransactionId} is {Word(transaction.Status)}{(transaction.Error is { } error ? $" ({error.Code}): {error.Message}" : "")}") =>
        Transaction = transaction;

    /// <summary>The transaction; <see cref="MsqTransaction.Error"/> says why.</summary>
    public MsqTransaction Transaction { get; }

    private static string Word(TransactionStatus status) => status.ToString().ToLowerInvariant();
}
