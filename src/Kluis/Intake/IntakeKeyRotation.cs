using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Intake;

/// <summary>
/// A new pair of the intake key: what waits in quarantine is sealed to it, and the pairs before it are destroyed. Cut off anywhere,
/// everything that waits still opens, and the next rotation goes on.
/// </summary>
sealed class IntakeKeyRotation(KeyChain chain, QuarantineStore quarantine, Journal journal)
{
    const int Batch = 500;

    /// <returns>How many items were sealed anew.</returns>
    public async Task<long> RunAsync(Actor actor, CancellationToken stop)
    {
        var generation = await MakeAsync(actor, stop);
        FaultPoint.Reach("intake-pair-made");
        await chain.AnnounceAsync(stop);
        var sealedAnew = await SealAnewAsync(generation, stop);
        await EndEarlierAsync(actor, generation, stop);
        return sealedAnew;
    }

    Task<long> MakeAsync(Actor actor, CancellationToken stop) => journal.ChangeAsync(
        actor,
        async change =>
        {
            var generation = await KeyStore.NewestAsync(change.Connection, RootKind.Intake) + 1;
            var (key, row) = chain.NewRoot(RootKind.Intake, generation);
            key.Dispose();
            change.Add(KeyStore.RowOf(row));
            change.Record(new AuditEvent(AuditAct.KeyIntakeMade) { Target = $"intake key {generation}" });
            return generation;
        },
        stop);

    async Task<long> SealAnewAsync(long generation, CancellationToken stop)
    {
        var keys = new IntakeKeys(chain);
        var all = 0L;
        for (string? last = ""; last is not null;)
        {
            (var count, last) = await quarantine.SealAnewAsync(generation, last, Batch, keys.SealAnew, stop);
            all += count;
            FaultPoint.Reach("items-sealed-anew");
        }
        return all;
    }

    // Under a pair before, something may wait that a node sealed which had not heard of the new one, or that does not open: such a pair
    // stays until the next time.
    Task EndEarlierAsync(Actor actor, long generation, CancellationToken stop) => journal.ChangeAsync(
        actor,
        async change =>
        {
            var ended = await QuarantineStore.EndPairsBeforeAsync(change, generation);
            change.Record(new AuditEvent(AuditAct.KeyIntakeEnded) { Target = $"{ended} before intake key {generation}", Outcome = ended > 0 ? AuditOutcome.Ok : AuditOutcome.Same });
            return true;
        },
        stop);
}
