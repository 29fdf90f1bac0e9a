using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Conversations;

enum MarkRefusal
{
    None,
    NotFound,
    NotMarked,
}

/// <summary>Marks a conversation as one that holds special categories of data, and takes the mark away. It counts from the next reading on.</summary>
sealed class SpecialMarks(SpecialMarkStore store, Journal journal)
{
    /// <summary>Marks it, or puts another reason in the place of the one there was.</summary>
    public Task<MarkRefusal> MarkAsync(Caller caller, Guid conversation, SpecialReason reason, CancellationToken stop) =>
        RunAsync(
            caller, conversation, AuditAct.ConversationSpecialMarked,
            async change =>
            {
                await store.EndAsync(change, conversation, caller.Actor.Id, reason: null);
                await store.AddAsync(change, conversation, caller.Actor.Id, reason);
                return true;
            },
            stop);

    public Task<MarkRefusal> UnmarkAsync(Caller caller, Guid conversation, string reason, CancellationToken stop) =>
        RunAsync(caller, conversation, AuditAct.ConversationSpecialUnmarked, change => store.EndAsync(change, conversation, caller.Actor.Id, reason), stop);

    Task<MarkRefusal> RunAsync(Caller caller, Guid conversation, AuditAct act, Func<Change, Task<bool>> run, CancellationToken stop) =>
        journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var row = await ConversationStore.FindAsync(change.Connection, conversation);
                if (row is null || !caller.Reaches(Permission.MarkSpecial, row.Marks))
                {
                    change.Record(new AuditEvent(act) { Outcome = AuditOutcome.Refused, Target = conversation.ToString() });
                    return MarkRefusal.NotFound;
                }
                var done = await run(change);
                change.Record(new AuditEvent(act)
                {
                    Conversation = conversation, DataSubject = await SpecialMarkStore.CustomerAsync(change.Connection, conversation), Outcome = done ? AuditOutcome.Ok : AuditOutcome.Refused,
                });
                return done ? MarkRefusal.None : MarkRefusal.NotMarked;
            },
            stop);
}
