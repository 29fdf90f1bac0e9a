using Kluis.Storage;

namespace Kluis.Intake.Folders;

/// <summary>Looks at all watched folders, one node at a time. A fault with one stands on its row, and the others go on.</summary>
sealed class FolderWatch(FolderStore store, FolderLook look, Inbox inbox, LeaseStore leases, TimeProvider time)
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10), Lease = TimeSpan.FromMinutes(1);

    readonly Dictionary<string, (long At, string? Fault, IReadOnlyList<LeftFiles> Left)> written = new(StringComparer.Ordinal);

    public Task RunAsync(CancellationToken stop) =>
        inbox.Root is null ? Task.CompletedTask : leases.WhileHeldAsync("watched-folders", Lease, RoundsAsync, stop);

    // Round after round, so that a full folder does not keep the others waiting.
    async Task RoundsAsync(CancellationToken stop)
    {
        for (HashSet<string>? more = null; more is not { Count: 0 };)
        {
            var folders = (await store.AllAsync(stop)).Where(folder => folder.IsOn && more?.Contains(folder.Id) != false).ToList();
            more = new(StringComparer.Ordinal);
            foreach (var folder in folders)
            {
                if (await LookAsync(folder, stop))
                    more.Add(folder.Id);
            }
        }
    }

    async Task<bool> LookAsync(WatchedFolder folder, CancellationToken stop)
    {
        var tally = new LookTally();
        string? code = null;
        try
        {
            return await look.RunAsync(folder, tally, stop);
        }
        catch (Exception fault) when (Inbox.FaultOf(fault) is { } known)
        {
            code = known;
            return false;
        }
        finally
        {
            await WriteAsync(folder, tally, code);
        }
    }

    // What came in is counted also when the product stops. A look that brought nothing is written once a minute.
    async Task WriteAsync(WatchedFolder folder, LookTally tally, string? code)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var left = tally.Left ?? folder.Left;
        if (tally.Taken + tally.Quarantined == 0 && written.TryGetValue(folder.Id, out var last) && now - last.At < 60_000 && last.Fault == code && last.Left.SequenceEqual(left))
            return;
        await store.LookedAsync(folder.Id, tally, code, now, CancellationToken.None);
        written[folder.Id] = (now, code, left);
    }
}
