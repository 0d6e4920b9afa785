using System.Runtime.CompilerServices;
using Msq.Sdk.Requests;

namespace Msq.Sdk;

/// <summary>
/// A client of Msq. Requests that get no answer are repeated, submissions always under the same idempotency key, so that each is sent once. Safe for use by many threads.
/// All methods throw <see cref="MsqProblemException"/> when Msq refuses, and <see cref="MsqUnreachableException"/> when it cannot be reached.
/// </summary>
public sealed class MsqClient
{
    private readonly ApiChannel channel;
    private readonly TransactionReader transactions;

    /// <summary>Makes a client; in an application with dependency injection <see cref="MsqClientRegistration.AddMsqClient"/> does it.</summary>
    /// <param name="http">Sends the requests. Its time-out must be longer than <see cref="RetryOptions.AttemptTimeout"/> and 25 seconds.</param>
    /// <param name="options">Where Msq is.</param>
    /// <param name="time">The clock; the system's if it is not given.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public MsqClient(HttpClient http, MsqClientOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        options.Check(nameof(options));
        time ??= TimeProvider.System;
        channel = new ApiChannel(http, ApiChannel.Below(options.BaseAddress!, "api/v1/"), new BearerKey(options.ApiKey), options, time);
        transactions = new TransactionReader(channel, time);
    }

    /// <summary>Submits a transaction.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="idempotencyKey">A key of one's own, such as an order's number: submitting again with it, even after a restart, makes no second transaction. Without it the client makes one up.</param>
    /// <param name="cancellationToken">Ends the wait; whether it was accepted is then open.</param>
    /// <returns>Committed: it will be sent exactly once.</returns>
    public Task<AcceptedTransaction> SendAsync(DirectTransaction transaction, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        channel.ReadAsync<AcceptedTransaction>(ApiCall.Submit("relay/direct", transaction, idempotencyKey), cancellationToken);

    /// <summary>Submits a user's signed request; the service pays for it.</summary>
    /// <param name="transaction">The request with its signature.</param>
    /// <param name="idempotencyKey">As of <see cref="SendAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait; whether it was accepted is then open.</param>
    /// <returns>Committed: it will be executed once, in the order of its user's nonces.</returns>
    public Task<AcceptedTransaction> SendGaslessAsync(GaslessTransaction transaction, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        channel.ReadAsync<AcceptedTransaction>(ApiCall.Submit("relay/gasless", transaction, idempotencyKey), cancellationToken);

    /// <summary>Submits up to 500 transactions. One that is refused hinders no other.</summary>
    /// <param name="items">The transactions.</param>
    /// <param name="idempotencyKey">As of <see cref="SendAsync"/>; items with a key of their own do not need it.</param>
    /// <param name="cancellationToken">Ends the wait; whether they were accepted is then open.</param>
    /// <returns>What became of each, in the order of the items.</returns>
    public async Task<IReadOnlyList<BatchResult>> SendBatchAsync(
        IReadOnlyList<BatchItem> items, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        (await channel.ReadAsync<BatchAnswer>(ApiCall.Submit("relay/batch", new { items }, idempotencyKey), cancellationToken)).Items;

    /// <summary>Reads a transaction.</summary>
    public Task<MsqTransaction> GetAsync(Guid transactionId, CancellationToken cancellationToken = default) => transactions.GetAsync(transactionId, cancellationToken);

    /// <summary>Lists the client's transactions, the newest first, without calldata and timeline. Pages are fetched as they are needed.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<MsqTransaction> ListAsync(TransactionFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        filter ??= new TransactionFilter();
        string? cursor = null;
        do
        {
            var page = await channel.ReadAsync<Page>(ApiCall.Get($"relay/transactions{filter.ToQuery(cursor)}"), cancellationToken);
            foreach (var transaction in page.Items)
                yield return transaction;
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    /// <summary>Every state that a transaction is seen in, from the present one to its end.</summary>
    public IAsyncEnumerable<MsqTransaction> FollowAsync(Guid transactionId, CancellationToken cancellationToken = default) =>
        transactions.FollowAsync(transactionId, cancellationToken);

    /// <summary>Waits until a transaction has a status, or is over. Give it a deadline by <paramref name="cancellationToken"/>.</summary>
    /// <param name="transactionId">The transaction.</param>
    /// <param name="until">What to wait for: at most <see cref="TransactionStatus.Confirmed"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>As it then is; see <see cref="MsqTransaction.EnsureConfirmed"/>.</returns>
    public async Task<MsqTransaction> WaitForAsync(
        Guid transactionId, TransactionStatus until = TransactionStatus.Confirmed, CancellationToken cancellationToken = default)
    {
        if (until > TransactionStatus.Confirmed)
            throw new ArgumentOutOfRangeException(nameof(until), until, "can only be one on the way to confirmed");
        return await FollowAsync(transactionId, cancellationToken).FirstAsync(transaction => transaction.Status >= until, cancellationToken);
    }

    /// <summary>Asks to cancel a transaction. The chain decides: what a relayer has may be mined all the same.</summary>
    /// <returns>As it is once the wish is committed.</returns>
    /// <exception cref="MsqProblemException"><c>already_ended</c> when it is over.</exception>
    public Task<MsqTransaction> CancelAsync(Guid transactionId, CancellationToken cancellationToken = default) =>
        channel.ReadAsync<MsqTransaction>(new ApiCall(HttpMethod.Delete, $"relay/transactions/{transactionId}"), cancellationToken);

    /// <summary>The nonce that a user has to sign next.</summary>
    /// <param name="address">The user.</param>
    /// <param name="pool">The pool, which says the chain and the forwarder; null for the client's first one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<SignerNonce> GetNonceAsync(string address, string? pool = null, CancellationToken cancellationToken = default) =>
        channel.ReadAsync<SignerNonce>(
            ApiCall.Get($"relay/gasless/nonce/{Uri.EscapeDataString(address)}{new Query().With("pool", pool)}"), cancellationToken);

    /// <summary>What a user has to sign for a call: with the next free nonce, and gas and deadline if they are not given.</summary>
    public Task<TypedData> GetTypedDataAsync(ForwardCall call, CancellationToken cancellationToken = default) =>
        channel.ReadAsync<TypedData>(ApiCall.Post("relay/gasless/typed-data", call), cancellationToken);

    private sealed record Page(IReadOnlyList<MsqTransaction> Items, string? Next);

    private sealed record BatchAnswer(IReadOnlyList<BatchResult> Items);
}
