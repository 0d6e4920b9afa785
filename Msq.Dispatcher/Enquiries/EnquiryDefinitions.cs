using MassTransit;
using Msq.Dispatcher.Probes;
using Msq.Hosting.Bus;

namespace Msq.Dispatcher.Enquiries;

/// <summary>All questions to relayers share one queue, apart from the relayers' own: a question must not stand behind a thousand POSTs.</summary>
internal abstract class EnquiryDefinition<T> : ConsumerDefinition<T> where T : class, IConsumer
{
    protected EnquiryDefinition()
    {
        EndpointName = Queues.Enquiries;
        ConcurrentMessageLimit = 16;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<T> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.AddressedQueue();
        consumerConfigurator.UseMessageRetry(retry => retry.Exponential(10, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100)));
    }
}

internal sealed class AskRelayerDefinition : EnquiryDefinition<AskRelayerConsumer>;

internal sealed class LookForAttemptDefinition : EnquiryDefinition<LookForAttemptConsumer>;

/// <summary>Who asks waits for the answer, and asks again by itself: nothing is repeated here.</summary>
internal sealed class SignDefinition : ConsumerDefinition<SignConsumer>
{
    public SignDefinition()
    {
        EndpointName = Queues.Signatures;
        ConcurrentMessageLimit = 16;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SignConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.AddressedQueue();
}

internal sealed class LookAtRelayerDefinition : EnquiryDefinition<LookAtRelayerConsumer>;
