using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Audit;

/// <summary>A new epoch of keys, recorded, and everything wrapped anew under it.</summary>
sealed class KeyRotation(KeyChain chain, Journal journal)
{
    /// <returns>The new epoch and how many keys were wrapped anew.</returns>
    public async Task<(long Epoch, long Rewrapped)> RunAsync(Actor actor, Action<long> progress, CancellationToken stop)
    {
        var next = chain.NextEpoch();
        await journal.ChangeAsync(
            actor,
            async change =>
            {
                if (!await KeyStore.AddEpochAsync(change.Connection, next))
                    throw new FaultException("keys.unavailable", $"Another process is making epoch {next.Epoch}. Wait for it, then try again.");
                change.Record(new AuditEvent(AuditAct.KeyEpochCreated) { Target = $"epoch {next.Epoch}" });
                return true;
            },
            stop);
        FaultPoint.Reach("epoch-announced");
        await chain.AnnounceAsync(stop);
        return (next.Epoch, await chain.RewrapAsync(progress, stop));
    }
}
