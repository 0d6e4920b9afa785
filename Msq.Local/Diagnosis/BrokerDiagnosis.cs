using Msq.Hosting.Bus;

namespace Msq.Local.Diagnosis;

/// <summary>The broker, and what nobody could handle there.</summary>
internal sealed class BrokerDiagnosis(ErrorQueues errors)
{
    private const string Subject = "broker";

    public async IAsyncEnumerable<Finding> FindAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<ErrorQueueCount> counts = [];
        Finding answer;
        try
        {
            counts = await errors.CountAsync(cancellationToken);
            answer = Finding.Well(Subject, "it answers");
        }
        catch (BrokerUnavailableException exception)
        {
            answer = Finding.Wrong(Subject, exception.Message, "Check that RabbitMQ runs, and host, user and password in ConnectionStrings__RabbitMq. What is accepted meanwhile waits.");
        }

        yield return answer;
        foreach (var count in counts.Where(count => count.Messages > 0))
            yield return Finding.Wrong($"queue {count.Queue}", $"it holds {count.Messages} messages that nobody could handle", $"See why at /ops, mend it, then: msq requeue {count.Queue}");
    }
}
