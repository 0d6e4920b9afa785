using MassTransit;

namespace Msq.Hosting.Bus;

/// <summary>What one service adds to the process's bus. A process has one bus, also where it holds several services.</summary>
/// <param name="Register">Registers consumers and sagas.</param>
/// <param name="Connect">Connects what has more than one queue; everything else is connected by what it is registered with.</param>
public sealed record BusPart(Action<IBusRegistrationConfigurator> Register, Action<IBusRegistrationContext, IReceiveConfigurator>? Connect = null);
