using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Retention;

/// <summary>
/// Destroys what has passed its term, every few minutes, on one node at a time; first what was begun and not finished. Its cost
/// follows what is due, not what is stored.
/// </summary>
sealed class RetentionSweep(ErasureStore store, Eraser eraser, Ledger ledger, LeaseStore leases)
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    static readonly TimeSpan lease = TimeSpan.FromSeconds(10);

    /// <param name="now">A moment at which the clock was trusted.</param>
    public Task RunAsync(DateTimeOffset now, CancellationToken stop) =>
        leases.WhileHeldAsync("retention", lease, ending => SweepAsync(now, ending), stop);

    async Task SweepAsync(DateTimeOffset now, CancellationToken stop)
    {
        VaultException? failed = null;
        foreach (var unfinished in await store.UnfinishedAsync(stop))
            failed = await TryFinishAsync(unfinished, stop) ?? failed;
        while (await eraser.BeginDueAsync(now, stop) is { } begun)
            failed = await TryFinishAsync(begun, stop) ?? failed;
        await store.EmptyLogAsync(now.ToUnixTimeMilliseconds(), stop);
        await ledger.PublishAsync(stop);
        await ledger.RememberAsync(stop);
        if (failed is not null)
            throw failed;
    }

    // An object that cannot be deleted now holds up nothing but itself: its key is gone, and the next sweep tries again.
    async Task<VaultException?> TryFinishAsync(Erasure erasure, CancellationToken stop)
    {
        try
        {
            await eraser.FinishAsync(erasure, stop);
            return null;
        }
        catch (VaultException fault)
        {
            return fault;
        }
    }
}
