using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Contracts.Messages;
using Msq.Ethereum.Signing;

namespace Msq.Api.Facades.Signing;

/// <summary>How an official client has texts and typed data signed. What it asks for, and how it is answered, is its own; the rest is the same for all.</summary>
internal abstract class SigningDialect
{
    private static readonly IReadOnlyList<string> MessageFields = ["message"];

    /// <summary>The fields of typed data: the hash of the domain, and that of the message.</summary>
    protected abstract IReadOnlyList<string> TypedDataFields { get; }

    /// <summary>What a message must be.</summary>
    protected abstract string MessageRule { get; }

    /// <summary>Has a text signed (EIP-191).</summary>
    public async Task<IResult> SignAsync(HttpContext context, RelayerSignatures signatures, CancellationToken cancellationToken)
    {
        var (fields, malformed) = await ForeignBody.ReadAsync(context.Request, json => new SigningFields(json, MessageFields), cancellationToken);
        if (fields is null)
            return malformed!;
        if (fields.Values[0] is not { } message || Text(message) is not { } text)
            return ProblemResult.Validation(MessageFields[0], MessageRule);
        return await SignAsync(context, own => signatures.SignAsync(new SignMessage(own, text), cancellationToken));
    }

    /// <summary>Has typed data signed (EIP-712).</summary>
    public async Task<IResult> SignTypedDataAsync(HttpContext context, RelayerSignatures signatures, CancellationToken cancellationToken)
    {
        var (fields, malformed) = await ForeignBody.ReadAsync(context.Request, json => new SigningFields(json, TypedDataFields), cancellationToken);
        if (fields is null)
            return malformed!;
        if (fields.WrongHash() is { } wrong)
            return wrong;
        return await SignAsync(context, own => signatures.SignAsync(new SignTypedData(own, fields.Values[0]!, fields.Values[1]!), cancellationToken));
    }

    /// <summary>The text that a message stands for; null when it is none.</summary>
    protected abstract string? Text(string message);

    /// <summary>A signature.</summary>
    protected abstract IResult Answer(Signature signature);

    private async Task<IResult> SignAsync(HttpContext context, Func<string, Task<(Signature? Signature, ProblemResult? Problem)>> sign)
    {
        if (SigningRelayer.Of(context.Client(), out var problem) is not { } own)
            return problem!;
        if (context.GetRouteValue("relayer") is string relayer && relayer != own)
            return ProblemResult.Of(StatusCodes.Status404NotFound, $"Relayer with ID {relayer} not found");
        var (signature, trouble) = await sign(own);
        return signature is { } signed ? Answer(signed) : trouble!;
    }
}
