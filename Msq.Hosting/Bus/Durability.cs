using MassTransit;

namespace Msq.Hosting.Bus;

/// <summary>How Msq's queues are declared, in one place: their arguments can never change afterwards.</summary>
public static class Durability
{
    /// <summary>A durable, replicated queue that is addressed by name only.</summary>
    public static void AddressedQueue(this IReceiveEndpointConfigurator endpoint)
    {
        endpoint.ConfigureConsumeTopology = false;
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            rabbit.SetQuorumQueue();
    }

    /// <summary>
    /// Tries a message again while the database is away or another message won the row: some two minutes, then it is left in the error queue,
    /// where an operator sees it; its row is found by the sweep all the same.
    /// </summary>
    public static void RetryPatiently(this IReceiveEndpointConfigurator endpoint) => endpoint.UseMessageRetry(retry =>
        retry.Exponential(30, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100)));

    /// <summary>A queue of questions to nodes: up to fifty become one request.</summary>
    /// <param name="endpoint">The queue's endpoint.</param>
    /// <param name="consumer">Its consumer, which takes batches.</param>
    /// <param name="concurrency">Requests at a time.</param>
    public static void BatchedQuestions<T>(this IReceiveEndpointConfigurator endpoint, IConsumerConfigurator<T> consumer, int concurrency = 4) where T : class
    {
        endpoint.AddressedQueue();
        endpoint.RetryPatiently();
        consumer.Options<BatchOptions>(batch => batch.SetMessageLimit(50).SetTimeLimit(TimeSpan.FromMilliseconds(20)).SetConcurrencyLimit(concurrency));
    }
}
