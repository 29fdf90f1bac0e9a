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
                    change.Record(ConversationReader.EndOf(opening, closed ? AuditOutcome.Ok : AuditOutcome.Same));
                    return closed;
                },
                stop);
        }
        return expired.Count;
    }
}
