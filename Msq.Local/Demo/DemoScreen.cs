using Spectre.Console;

namespace Msq.Local.Demo;

/// <summary>Shows a step a line: on a terminal in colour with what is being waited for below, else as plain text.</summary>
internal sealed class DemoScreen
{
    private readonly bool plain = Console.IsOutputRedirected;
    private StatusContext? waiting;

    /// <summary>Runs the work; meanwhile <see cref="Waiting"/> is shown below the lines.</summary>
    public Task RunAsync(Func<Task> work) => plain
        ? work()
        : AnsiConsole.Status().StartAsync("…", context =>
        {
            waiting = context;
            return work();
        });

    public void Waiting(string what)
    {
        if (waiting is not null) waiting.Status = Markup.Escape(what);
    }

    public void Step(string time, string status, string text)
    {
        if (plain) Console.WriteLine($"{time}  {status,-12} {text}");
        else AnsiConsole.MarkupLine($"[grey]{Markup.Escape(time)}[/]  [{Colour(status)}]{Markup.Escape(status.PadRight(12))}[/] {Markup.Escape(text)}");
    }

    public void Line(string name, string value)
    {
        if (plain) Console.WriteLine($"  {name,-16} {value}");
        else AnsiConsole.MarkupLine($"  [grey]{Markup.Escape(name.PadRight(16))}[/] {Markup.Escape(value)}");
    }

    private static string Colour(string status) => status switch
    {
        "confirmed" => "green",
        "failed" or "canceled" or "expired" => "red",
        _ => "blue",
    };
}
