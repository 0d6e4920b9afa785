using MassTransit;
using Msq.Api.Problems;
using Msq.Contracts.Messages;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;

namespace Msq.Api.Facades.Signing;

/// <summary>Has a relayer sign what is not sent to the chain: asks a dispatcher, which alone talks to relayers, and waits for its answer.</summary>
internal sealed class RelayerSignatures(IRequestClient<SignMessage> messages, IRequestClient<SignTypedData> typedData, ILogger<RelayerSignatures> logger)
{
    /// <summary>How long a dispatcher may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Signs a text (EIP-191).</summary>
    public Task<(Signature? Signature, ProblemResult? Problem)> SignAsync(SignMessage request, CancellationToken cancellationToken) => AskAsync(messages, request, cancellationToken);

    /// <summary>Signs typed data (EIP-712).</summary>
    public Task<(Signature? Signature, ProblemResult? Problem)> SignAsync(SignTypedData request, CancellationToken cancellationToken) => AskAsync(typedData, request, cancellationToken);

    private async Task<(Signature? Signature, ProblemResult? Problem)> AskAsync<T>(IRequestClient<T> client, T request, CancellationToken cancellationToken) where T : class
    {
        try
        {
            var answer = await client.GetResponse<MessageSigned, MessageNotSigned>(request, cancellationToken).WaitAsync(Patience, cancellationToken);
            if (answer.Is(out Response<MessageSigned>? signed))
                return (Ethereum.Signing.Signature.Read(HexConvert.ToBytes(signed.Message.Signature)), null);
            answer.Is(out Response<MessageNotSigned>? refused);
            return (null, ProblemResult.Of(StatusCodes.Status503ServiceUnavailable, $"Nothing was signed: {refused!.Message.Reason}."));
        }
        catch (Exception exception) when (exception is RequestException or TimeoutException or MassTransitException or RabbitMQ.Client.Exceptions.OperationInterruptedException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.LogWarning("No dispatcher had anything signed: {Reason}", exception.Message);
            return (null, ProblemResult.Of(StatusCodes.Status503ServiceUnavailable, "Nothing was signed: no dispatcher answers."));
        }
    }
}
