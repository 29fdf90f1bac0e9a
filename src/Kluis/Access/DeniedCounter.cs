using System.Collections.Concurrent;
using Kluis.Audit;

namespace Kluis.Access;

/// <summary>
/// Knocks without a valid token or sign-in. They are counted per minute and address and written to the log as one entry:
/// nobody outside may fill the log.
/// </summary>
sealed class DeniedCounter(Journal journal)
{
    const int MostAddresses = 1000, AtOnce = 16;
    readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    public void Count(string? address)
    {
        var key = counts.Count < MostAddresses ? address ?? "" : "others";
        counts.AddOrUpdate(key, 1, (_, count) => count == int.MaxValue ? count : count + 1);
    }

    /// <summary>Writes what was counted since the last time. What cannot be written stays counted.</summary>
    public Task FlushAsync(CancellationToken stop) =>
        Parallel.ForEachAsync(counts.Keys, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (address, stopped) =>
        {
            if (counts.TryRemove(address, out var count))
                await WriteAsync(address, count, stopped);
        });

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
