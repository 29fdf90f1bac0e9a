using Kluis.Storage;
using Kluis.Vault;
using Microsoft.Extensions.Logging;

namespace Kluis.Tests.Storage;

/// <summary>Work that goes on by itself outlives any fault, and says so once.</summary>
public sealed class BackgroundLoopTests : IDisposable
{
    const string Secret = "Jansen, 06-12345678";

    readonly FakeTime time = new();
    readonly CapturedLog log = new();
    readonly LoggerFactory logs;
    volatile Exception? fault;
    volatile int runs;

    public BackgroundLoopTests() => logs = new LoggerFactory([log]);

    public void Dispose() => logs.Dispose();

    [Fact]
    public async Task A_fault_is_told_when_it_begins_when_it_changes_and_when_it_is_over()
    {
        using var loop = Loop();
        await loop.StartAsync(default);
        await RunsAsync(null);
        Assert.Empty(log.Lines);
        await RunsAsync(new FaultException("storage.full", Secret));
        await RunsAsync(new VaultException("keys.unavailable", Secret));
        await RunsAsync(new InvalidOperationException(Secret));
        // Of somebody else's: nobody has stopped this loop.
        await RunsAsync(new OperationCanceledException(Secret));
        await RunsAsync(null);
        await loop.StopAsync(default);
        Assert.Equal(["(storage.full)", "(keys.unavailable)", "(InvalidOperationException)", "(OperationCanceledException)", "works again"], log.Lines.Select(line => MarkOf(line)));
        Assert.All(log.Lines, line => Assert.Contains("The work", line, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 1)]
    [InlineData(true, true, 2)]
    public async Task Work_is_done_at_the_start_and_at_the_end_where_that_is_asked(bool atStart, bool atEnd, int expected)
    {
        using var loop = Loop(atStart, atEnd);
        await loop.StartAsync(default);
        while (atStart && runs == 0)
            await Task.Delay(5);
        await loop.StopAsync(default);
        Assert.Equal(expected, runs);
    }

    [Fact]
    public async Task A_fault_in_the_last_work_is_told_and_ends_the_stop_as_any_other()
    {
        using var loop = Loop(atEnd: true);
        await loop.StartAsync(default);
        fault = new FaultException("storage.full", Secret);
        await loop.StopAsync(new CancellationToken(canceled: true));
        Assert.Contains("(storage.full)", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    BackgroundLoop Loop(bool atStart = false, bool atEnd = false) =>
        new("The work", TimeSpan.FromMinutes(1), WorkAsync, time, logs.CreateLogger<BackgroundLoop>()) { AtStart = atStart, AtEnd = atEnd };

    Task WorkAsync(CancellationToken stop)
    {
        var now = fault;
        Interlocked.Increment(ref runs);
        return now is null ? Task.CompletedTask : Task.FromException(now);
    }

    // Three runs from here: the second began after the change, and the third after the second was told.
    async Task RunsAsync(Exception? next)
    {
        fault = next;
        for (var until = runs + 3; runs < until; await Task.Delay(5))
            time.Advance(TimeSpan.FromMinutes(1));
    }

    static string MarkOf(string line) => line.Contains('(', StringComparison.Ordinal) ? line[line.IndexOf('(', StringComparison.Ordinal)..(line.IndexOf(')', StringComparison.Ordinal) + 1)] : "works again";
}
