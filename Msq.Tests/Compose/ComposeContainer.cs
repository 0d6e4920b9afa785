using System.Text.Json;

namespace Msq.Tests.Compose;

/// <summary>A container, as Podman shows it.</summary>
/// <param name="Service">The service in the Compose file.</param>
/// <param name="State"><c>running</c>, <c>exited</c>.</param>
/// <param name="Health"><c>healthy</c>, <c>starting</c>, <c>unhealthy</c>; empty where nothing is checked.</param>
/// <param name="ExitCode">With what it ended.</param>
/// <param name="IsReadOnly">Whether its root file system is read-only.</param>
/// <param name="Listens">The addresses of the machine that lead to it.</param>
internal sealed record ComposeContainer(string Service, string State, string Health, int ExitCode, bool IsReadOnly, IReadOnlyList<string> Listens)
{
    public bool IsWell => State == "running" ? Health is "" or "healthy" : State == "exited" && ExitCode == 0;

    public static ComposeContainer Read(JsonElement json)
    {
        var state = json.GetProperty(nameof(State));
        return new ComposeContainer(
            json.GetProperty("Config").GetProperty("Labels").GetProperty("com.docker.compose.service").GetString()!,
            state.GetProperty("Status").GetString()!,
            state.TryGetProperty(nameof(Health), out var health) ? health.GetProperty("Status").GetString()! : "",
            state.GetProperty(nameof(ExitCode)).GetInt32(),
            json.GetProperty("HostConfig").GetProperty("ReadonlyRootfs").GetBoolean(),
            [
                .. from binding in json.GetProperty("HostConfig").GetProperty("PortBindings").EnumerateObject()
                   where binding.Value.ValueKind == JsonValueKind.Array
                   from place in binding.Value.EnumerateArray()
                   select place.GetProperty("HostIp").GetString()!,
            ]);
    }
}
