using Kluis.Audit;

namespace Kluis.Conversations;

/// <summary>Ends openings whose time is over, so that the log says when, even if nobody closed the page.</summary>
sealed class OpeningSweep(ConversationStore store, Journal journal, TimeProvider time)
{
    const int Batch = 200;

    /// <returns>How many openings were ended.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var expired = await store.ReadAsync(connection => OpeningStore.ExpiredAsync(connection, time.GetUtcNow().ToUnixTimeMilliseconds(), Batch), stop);
        foreach (var opening in expired)
        {
            await journal.ChangeAsync(
                new Actor(opening.ActorId),
                async change =>
                {
                    var closed = await OpeningStore.CloseAsync(change, opening.Id);
                    var act = opening.PlayedAt is null ? AuditAct.ConversationViewed : AuditAct.ConversationPlayed;
                    change.Record(new AuditEvent(act) { Conversation = Guid.Parse(opening.ConversationId), Purpose = opening.Purpose, Outcome = closed ? AuditOutcome.Ok : AuditOutcome.Same });
                    return closed;
                },
                stop);
        }
        return expired.Count;
    }
}
