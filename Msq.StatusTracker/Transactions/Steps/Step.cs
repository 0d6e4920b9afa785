using MassTransit;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>One verb of the state machine that needs more than its row.</summary>
internal abstract class Step : IStateMachineActivity<Transaction>
{
    public void Probe(ProbeContext context) => context.CreateScope(GetType().Name);

    public void Accept(StateMachineVisitor visitor) => visitor.Visit(this);

    public async Task Execute(BehaviorContext<Transaction> context, IBehavior<Transaction> next)
    {
        await TakeAsync(context);
        await next.Execute(context);
    }

    public async Task Execute<T>(BehaviorContext<Transaction, T> context, IBehavior<Transaction, T> next) where T : class
    {
        await TakeAsync(context);
        await next.Execute(context);
    }

    public Task Faulted<TException>(BehaviorExceptionContext<Transaction, TException> context, IBehavior<Transaction> next)
        where TException : Exception => next.Faulted(context);

    public Task Faulted<T, TException>(BehaviorExceptionContext<Transaction, T, TException> context, IBehavior<Transaction, T> next)
        where T : class where TException : Exception => next.Faulted(context);

    protected abstract Task TakeAsync(BehaviorContext<Transaction> context);
}
