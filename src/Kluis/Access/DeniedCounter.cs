using System.Collections.Concurrent;
using Kluis.Audit;

namespace Kluis.Access;

/// <summary>
/// Knocks without a valid token or sign-in. They are counted per minute and address and written to the log as one entry:
/// nobody outside may fill the log.
/// </summary>
sealed class DeniedCounter(Journal journal, TimeProvider time) : BackgroundService
{
    const int MostAddresses = 1000;
    readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    public void Count(string? address)
    {
        var key = counts.Count < MostAddresses ? address ?? "" : "others";
        counts.AddOrUpdate(key, 1, (_, count) => count == int.MaxValue ? count : count + 1);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await FlushAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // They stay counted; the next minute tries again.
            }
        }
    }

    public async Task FlushAsync(CancellationToken stop)
    {
        foreach (var address in counts.Keys)
        {
            if (counts.TryRemove(address, out var count))
                await WriteAsync(address, count, stop);
        }
    }

    async Task WriteAsync(string address, int count, CancellationToken stop)
    {
        try
        {
            await journal.OpenedAsync(new Actor("nobody", address), new AuditEvent(AuditAct.AccountSignInFailed) { Outcome = AuditOutcome.Denied, Target = $"{count} times" }, stop);
        }
        catch
        {
            counts.AddOrUpdate(address, count, (_, more) => more + count);
            throw;
        }
    }
}
