using Kluis.Access;
using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Retention;

/// <summary>Places legal holds and releases them. Released, what was due goes with the next sweep.</summary>
sealed class LegalHolds(LegalHoldStore store, Journal journal, IdSource ids)
{
    /// <returns>Null: there is no such conversation or customer.</returns>
    public Task<Guid?> PlaceAsync(Caller caller, HoldWish wish, CancellationToken stop) => journal.ChangeAsync(
        caller.Actor,
        async change =>
        {
            var id = ids.New();
            var placed = await store.AddAsync(change, id, caller.Actor.Id, wish);
            change.Record(new AuditEvent(AuditAct.HoldPlaced)
            {
                Target = placed ? id.ToString() : null, Conversation = placed ? wish.Conversation : null, DataSubject = placed ? wish.Customer : null, Outcome = placed ? AuditOutcome.Ok : AuditOutcome.Refused,
            });
            return placed ? id : (Guid?)null;
        },
        stop);

    /// <returns>False: there is no such hold, or it was released already.</returns>
    public async Task<bool> ReleaseAsync(Caller caller, Guid id, string reason, CancellationToken stop) =>
        await store.FindAsync(id, stop) is { ReleasedAt: null } hold
        && await journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var released = await store.ReleaseAsync(change, hold, caller.Actor.Id, reason);
                change.Record(new AuditEvent(AuditAct.HoldReleased) { Target = hold.Id, Outcome = released ? AuditOutcome.Ok : AuditOutcome.Same });
                return released;
            },
            stop);
}
