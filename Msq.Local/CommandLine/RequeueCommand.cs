using System.CommandLine;
using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;

namespace Msq.Local.CommandLine;

/// <summary><c>msq requeue</c>: what nobody could handle goes back to where it came from.</summary>
internal static class RequeueCommand
{
    public static Command Create(IConfiguration settings, TextWriter output)
    {
        var queue = new Argument<string?>("QUEUE") { Description = "The error queue, with or without _error behind its name; all of them when it is left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("requeue", "Moves the messages that nobody could handle back to the queues that they came from. Needs ConnectionStrings__RabbitMq and the pool file.") { queue };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var errors = new ErrorQueues(BusRegistration.Address(settings.GetConnectionString("RabbitMq")), PoolFile.Read(settings.ConfigFolder(), name => settings[name]));
            var wanted = parsed.GetValue(queue) is { } one ? [one] : (await errors.CountAsync(cancellationToken)).Where(count => count.Messages > 0).Select(count => count.Queue).ToList();
            foreach (var name in wanted)
                output.WriteLine($"{name}: {await errors.RequeueAsync(name, cancellationToken) ?? throw new CommandFailure($"there is no error queue {name}")} moved back");
            if (wanted.Count == 0)
                output.WriteLine("No error queue holds a message.");
            return 0;
        });
        return command;
    }
}
