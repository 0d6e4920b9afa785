using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Msq.Tests.Api;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, string Line)> _lines = [];

    /// <summary>Every line.</summary>
    public IEnumerable<string> All => _lines.Select(one => one.Line);

    /// <summary>The lines of a category, as they are written.</summary>
    public IEnumerable<string> Of(string category) => _lines.Where(one => one.Category == category).Select(one => one.Line);

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<(string Category, string Line)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                lines.Enqueue((category, formatter(state, exception)));
        }
    }
}
