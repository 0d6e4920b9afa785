using Msq.Api.Simulation;

namespace Msq.Api.Problems;

/// <summary>An error as clients see it: RFC 9457 <c>application/problem+json</c>.</summary>
/// <param name="Title">What went wrong, the same for every problem of one code.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">One of <see cref="ProblemCode"/>: stable, to be branched on.</param>
/// <param name="Detail">This occurrence, for people.</param>
/// <param name="Errors">With <c>validation</c>: what is wrong, by field.</param>
/// <param name="Revert">With <c>would_revert</c>: why.</param>
/// <param name="Rule">When the client's policy does not allow it: the rule, by its key in the client's entry, like <c>policy.maxValue</c>.</param>
/// <param name="Field">The field of the request that breaks the rule.</param>
public sealed record Problem(
    string Title, int Status, string Code, string? Detail, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null, RevertView? Revert = null, string? Rule = null,
    string? Field = null)
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>The problem type; the code says more.</summary>
    public string Type { get; } = "about:blank";
}

/// <summary>The codes. They never change their meaning.</summary>
public static class ProblemCode
{
    public const string Validation = "validation";
    public const string MalformedJson = "malformed_json";
    public const string BadRequest = "bad_request";
    public const string Unauthorized = "unauthorized";
    public const string Forbidden = "forbidden";
    public const string Policy = "policy";
    public const string NotFound = "not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string PayloadTooLarge = "payload_too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string EndpointGone = "endpoint_gone";
    public const string AlreadyEnded = "already_ended";
    public const string IdempotencyKeyReused = "idempotency_key_reused";
    public const string DeadlineExpired = "deadline_expired";
    public const string DeadlineTooClose = "deadline_too_close";
    public const string InvalidSignature = "invalid_signature";
    public const string TargetNotAllowed = "target_not_allowed";
    public const string ValueNotAllowed = "value_not_allowed";
    public const string GasTooHigh = "gas_too_high";
    public const string NonceUsed = "nonce_used";
    public const string NonceReserved = "nonce_reserved";
    public const string NonceTooFar = "nonce_too_far";
    public const string WouldRevert = "would_revert";
    public const string InsufficientFunds = "insufficient_funds";
    public const string NoRelayer = "no_relayer";
    public const string RateLimited = "rate_limited";
    public const string Internal = "internal";
    public const string Unavailable = "unavailable";

    /// <summary>The code of a status that came without one.</summary>
    public static string Of(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Unauthorized,
        StatusCodes.Status403Forbidden => Forbidden,
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => RateLimited,
        StatusCodes.Status503ServiceUnavailable => Unavailable,
        >= 500 => Internal,
        _ => BadRequest,
    };
}
