using MassTransit;

namespace Msq.Hosting.Bus;

/// <summary>What one service adds to the process's bus. A process has one bus, also where it holds several services.</summary>
/// <param name="Register">Registers consumers and sagas.</param>
public sealed record BusPart(Action<IBusRegistrationConfigurator> Register);
