using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(Kluis.Tests.CapturedOutput))]

namespace Kluis.Tests;

/// <summary>Keeps what the product writes to stdout and stderr in this run, and looks through it.</summary>
public sealed class CapturedOutput : IDisposable
{
    static readonly Capture output = new(), errors = new();
    readonly TextWriter output0 = System.Console.Out, errors0 = System.Console.Error;

    public CapturedOutput()
    {
        System.Console.SetOut(output);
        System.Console.SetError(errors);
    }

    public static void AssertNoPersonalValue()
    {
        Known.AssertNoneIn(output.ToString(), "stdout");
        Known.AssertNoneIn(errors.ToString(), "stderr");
    }

    public void Dispose()
    {
        System.Console.SetOut(output0);
        System.Console.SetError(errors0);
    }

    sealed class Capture : TextWriter
    {
        readonly StringBuilder text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (text)
                text.Append(value);
        }

        public override void Write(string? value)
        {
            lock (text)
                text.Append(value);
        }

        public override string ToString()
        {
            lock (text)
                return text.ToString();
        }
    }
}

/// <summary>The application log of one running product, every level of it.</summary>
sealed class CapturedLog : ILoggerProvider
{
    readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    public override string ToString() => string.Join('\n', lines);

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines);

    public void Dispose()
    {
    }

    sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category} {eventId.Id}: {formatter(state, exception)} {exception}");
    }
}
