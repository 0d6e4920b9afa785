using System.Numerics;
using System.Text.Json;
using Msq.Api.Relay;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Values;
using Msq.Hosting.Clients;
using Msq.Hosting.Pools;

namespace Msq.Api.Gasless;

/// <summary>A call that a user is to sign.</summary>
/// <param name="From">The user.</param>
/// <param name="To">The target.</param>
/// <param name="Value">Wei.</param>
/// <param name="Gas">Units of gas; null to have them estimated.</param>
/// <param name="Data">Calldata.</param>
/// <param name="Deadline">Unix time; null for an hour from now.</param>
/// <param name="Pool">The pool, which has a forwarder.</param>
internal sealed record SigningDraft(Address From, Address To, BigInteger Value, BigInteger? Gas, byte[] Data, ulong? Deadline, Pool Pool);

/// <summary>Reads and checks <c>POST /relay/gasless/typed-data</c>.</summary>
internal sealed class TypedDataRequestReader(RequestFields requestFields)
{
    /// <summary>Reads the draft; of use only while nothing is wrong with <paramref name="fields"/>.</summary>
    public SigningDraft? Read(JsonElement json, ApiClient client, out FieldReader fields)
    {
        fields = new FieldReader(json, "from", "to", "value", "gas", "data", "deadline", "pool");
        var (from, to) = (RequestFields.Address(fields, "from"), RequestFields.Address(fields, "to"));
        var value = RequestFields.OptionalWhole(fields, "value", UInt256.Max) ?? BigInteger.Zero;
        var gas = RequestFields.OptionalWhole(fields, "gas", UInt256.Max);
        var deadline = (ulong?)RequestFields.OptionalWhole(fields, "deadline", ForwardRequest.LatestDeadline);
        var data = RequestFields.Data(fields, "data");
        var pool = requestFields.ForwardingPool(fields, client);
        return fields.IsValid ? new SigningDraft(from, to, value, gas, data, deadline, pool!) : null;
    }
}
