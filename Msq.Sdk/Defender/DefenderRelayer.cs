using System.Globalization;
using Msq.Sdk.Requests;

namespace Msq.Sdk.Defender;

/// <summary>
/// A relayer by the methods of Defender's relay signer client, over Msq's Defender interface: for code that is ported from there. It is sent once, whatever the network does; new code has more from
/// <see cref="MsqClient"/>. All methods throw <see cref="MsqProblemException"/> when Msq refuses, and <see cref="MsqUnreachableException"/> when it cannot be reached.
/// </summary>
public sealed class DefenderRelayer : IDisposable
{
    private const string Transactions = "relayers/self/txs";
    private readonly ApiChannel channel;
    private readonly DefenderSession session;

    /// <summary>Makes a relayer.</summary>
    /// <param name="http">Sends the requests. Its time-out must be longer than <see cref="RetryOptions.AttemptTimeout"/> and 30 seconds.</param>
    /// <param name="options">Where Msq is, and the key pair.</param>
    /// <param name="time">The clock; the system's if it is not given.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public DefenderRelayer(HttpClient http, DefenderRelayerOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        options.Check(nameof(options));
        time ??= TimeProvider.System;
        var api = ApiChannel.Below(options.ApiUrl!, "");
        session = new DefenderSession(new ApiChannel(http, api, Credentials.None, options, time), options);
        channel = new ApiChannel(http, api, session, options, time);
    }

    /// <summary>The relayer.</summary>
    public Task<RelayerGetResponse> GetRelayerAsync(CancellationToken cancellationToken = default) =>
        channel.ReadAsync<RelayerGetResponse>(ApiCall.Get("relayers/self"), cancellationToken);

    /// <summary>How the relayer stands.</summary>
    public Task<RelayerStatus> GetRelayerStatusAsync(CancellationToken cancellationToken = default) =>
        channel.ReadAsync<RelayerStatus>(ApiCall.Get("relayers/self/status"), cancellationToken);

    /// <summary>Sends a transaction, and waits until it is signed.</summary>
    /// <param name="payload">The transaction.</param>
    /// <param name="idempotencyKey">A key of one's own, under which it is sent once however often this is called; without it one is made up for the call.</param>
    /// <param name="cancellationToken">Ends the wait; whether it was accepted is then open.</param>
    public Task<RelayerTransaction> SendTransactionAsync(RelayerTransactionPayload payload, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        channel.ReadAsync<RelayerTransaction>(Signing(ApiCall.Submit(Transactions, payload, idempotencyKey)), cancellationToken);

    /// <summary>Puts another transaction in the place of one that is not mined.</summary>
    public Task<RelayerTransaction> ReplaceTransactionByIdAsync(string id, RelayerTransactionPayload payload, CancellationToken cancellationToken = default) =>
        channel.ReadAsync<RelayerTransaction>(Signing(ApiCall.Put($"{Transactions}/{Uri.EscapeDataString(id)}", payload)), cancellationToken);

    /// <summary>Puts another transaction in the place of the one with a nonce.</summary>
    public Task<RelayerTransaction> ReplaceTransactionByNonceAsync(ulong nonce, RelayerTransactionPayload payload, CancellationToken cancellationToken = default) =>
        ReplaceTransactionByIdAsync(nonce.ToString(CultureInfo.InvariantCulture), payload, cancellationToken);

    /// <summary>Asks to cancel a transaction.</summary>
    /// <returns>What is done about it, in words.</returns>
    public async Task<string> CancelTransactionByIdAsync(string id, CancellationToken cancellationToken = default) =>
        (await channel.ReadAsync<Cancellation>(new ApiCall(HttpMethod.Delete, $"{Transactions}/{Uri.EscapeDataString(id)}"), cancellationToken)).Message;

    /// <summary>Reads a transaction.</summary>
    public Task<RelayerTransaction> GetTransactionAsync(string id, CancellationToken cancellationToken = default) =>
        channel.ReadAsync<RelayerTransaction>(ApiCall.Get($"{Transactions}/{Uri.EscapeDataString(id)}"), cancellationToken);

    /// <summary>Reads the transaction with a nonce.</summary>
    public Task<RelayerTransaction> GetTransactionByNonceAsync(ulong nonce, CancellationToken cancellationToken = default) =>
        channel.ReadAsync<RelayerTransaction>(ApiCall.Get(string.Create(CultureInfo.InvariantCulture, $"{Transactions}/{nonce}?nonce=true")), cancellationToken);

    /// <summary>Lists transactions.</summary>
    public Task<RelayerTransactionPage> ListTransactionsAsync(ListTransactionsRequest? criteria = null, CancellationToken cancellationToken = default)
    {
        var query = new Query()
            .With("status", criteria?.Status)
            .With("since", criteria?.Since?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture))
            .With("limit", criteria?.Limit?.ToString(CultureInfo.InvariantCulture))
            .With("next", criteria?.Next)
            .With("sort", criteria?.Sort)
            .With("usePagination", "true");
        return channel.ReadAsync<RelayerTransactionPage>(ApiCall.Get($"{Transactions}{query}"), cancellationToken);
    }

    /// <summary>Signs a text (EIP-191).</summary>
    /// <param name="message">Its UTF-8, as 0x and hex digits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<SignedMessage> SignAsync(string message, CancellationToken cancellationToken = default) =>
        channel.ReadAsync<SignedMessage>(ApiCall.Post("relayers/self/sign", new { message }), cancellationToken);

    /// <summary>Signs typed data (EIP-712).</summary>
    /// <param name="domainSeparator">32 bytes, as 0x and hex digits.</param>
    /// <param name="hashStructMessage">32 bytes, as 0x and hex digits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<SignedMessage> SignTypedDataAsync(string domainSeparator, string hashStructMessage, CancellationToken cancellationToken = default) =>
        channel.ReadAsync<SignedMessage>(ApiCall.Post("relayers/self/sign-typed-data", new { domainSeparator, hashStructMessage }), cancellationToken);

    /// <summary>Calls a method of the chain's JSON-RPC, as far as Msq passes it on.</summary>
    /// <param name="method">Like <c>eth_call</c>.</param>
    /// <param name="parameters">Its parameters; anything that goes into JSON.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<JsonRpcResponse> CallAsync(string method, IReadOnlyList<object?> parameters, CancellationToken cancellationToken = default) =>
        // With a key, as what is called may be eth_sendTransaction.
        channel.ReadAsync<JsonRpcResponse>(
            Signing(ApiCall.Submit("relayers/self/jsonrpc", new { jsonrpc = "2.0", id = 1, method, @params = parameters }, idempotencyKey: null)), cancellationToken);

    /// <summary>Forgets the token.</summary>
    public void Dispose() => session.Dispose();

    // The answer waits until the transaction is signed.
    private static ApiCall Signing(ApiCall call) => call with { Wait = TimeSpan.FromSeconds(30) };

    private sealed record Cancellation(string Message);
}
