using System.Text;
using System.Text.Json;
using MassTransit;
using Msq.Contracts.Messages;
using Msq.Dispatcher.OzRelayer;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Hosting.OzRelayer;
using Msq.Hosting.Pools;

namespace Msq.Dispatcher.Enquiries;

/// <summary>Has a relayer sign what is not sent to the chain, and makes sure that it signed that and nothing else.</summary>
internal sealed class SignConsumer(OzRelayerClient client, PoolFile pools, ILogger<SignConsumer> logger) : IConsumer<SignMessage>, IConsumer<SignTypedData>
{
    public Task Consume(ConsumeContext<SignMessage> context) => SignAsync(
        context, context.Message.Relayer, "/sign", new { message = context.Message.Message },
        PersonalMessage.SigningHash(Encoding.UTF8.GetBytes(context.Message.Message)));

    public Task Consume(ConsumeContext<SignTypedData> context)
    {
        var (relayer, domain, message) = context.Message;
        return SignAsync(
            context, relayer, "/sign-typed-data", new { domain_separator = domain, hash_struct_message = message },
            Keccak256.Hash([0x19, 0x01, .. HexConvert.ToBytes(domain), .. HexConvert.ToBytes(message)]));
    }

    private async Task SignAsync(ConsumeContext context, string relayerId, string path, object body, byte[] hash)
    {
        object answer;
        try
        {
            var relayer = pools.Relayer(relayerId) ?? throw new RelayerUnavailableException($"{relayerId} is no relayer of this dispatcher", null);
            var address = await client.GetRelayerAsync(relayer, context.CancellationToken) is { } row ? RelayerReportReader.Text(row, "address") : null;
            answer = await client.SignAsync(relayer, path, body, context.CancellationToken) is { } data && Read(data) is { } signature && SignedBy(hash, signature, address)
                ? new MessageSigned(HexConvert.ToHex(signature.To65Bytes()))
                : new MessageNotSigned($"{relayerId} answered with something that is no signature of its key for this");
        }
        catch (RelayerUnavailableException exception)
        {
            logger.LogWarning("Nothing was signed: {Reason}", exception.Message);
            answer = new MessageNotSigned(exception.Message);
        }

        await context.RespondAsync(answer, answer.GetType());
    }

    private static Signature? Read(JsonElement data) =>
        HexConvert.TryToBytes(RelayerReportReader.Text(data, "sig"), out var bytes) ? Signature.Read(bytes) : null;

    private static bool SignedBy(byte[] hash, Signature signature, string? address)
    {
        try
        {
            return EthereumKey.Recover(hash, signature).ToString().Equals(address, StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
