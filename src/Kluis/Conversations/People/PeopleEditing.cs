using System.Data.Common;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Conversations.People;

enum PeopleRefusal
{
    None,

    /// <summary>One of them is not there, or is no customer.</summary>
    NotFound,

    /// <summary>They are one person already.</summary>
    Same,

    /// <summary>It was undone before, or is nothing that can be undone here.</summary>
    NotRunning,

    NothingChosen,

    /// <summary>All conversations were chosen: then nothing is split.</summary>
    NothingLeft,
}

/// <summary>
/// Says that two customers are one person, or that one is two. A merge is a link and nothing else: both keep their key, their
/// conversations and what they are found by, so erasing the person destroys both keys, and undoing gives back both.
/// </summary>
sealed class PeopleEditing(Journal journal, SubjectStore subjects, SplitStore split, IdSource ids)
{
    /// <summary>Merges <paramref name="other"/>, with all that was merged with it before, into <paramref name="kept"/>.</summary>
    public Task<PeopleRefusal> MergeAsync(Caller caller, Guid kept, Guid other, string reason, CancellationToken stop) =>
        journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var (refusal, into, merged) = await PairAsync(change.Connection, kept, other);
                if (refusal != PeopleRefusal.None)
                    return Refused(change, AuditAct.SubjectMerged, kept, other.ToString(), refusal);
                await PeopleChangeStore.LinkAsync(change, merged, into);
                await KeepAsync(change, caller, PeopleChangeRow.Merge, into, merged, reason);
                change.Record(new AuditEvent(AuditAct.SubjectMerged) { DataSubject = into, Target = $"{merged} {reason}" });
                change.Record(new AuditEvent(AuditAct.SubjectMerged) { DataSubject = merged, Target = $"into {into}" });
                return PeopleRefusal.None;
            },
            stop);

    /// <summary>Takes a merge apart again: each is who they were, with what came in for each of them since.</summary>
    public Task<PeopleRefusal> UndoAsync(Caller caller, Guid merge, string reason, CancellationToken stop) =>
        journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var row = await PeopleChangeStore.FindAsync(change.Connection, merge);
                if (row is not { IsRunning: true } || !await PeopleChangeStore.UndoAsync(change, row, caller.Actor.Id))
                    return Refused(change, AuditAct.SubjectSplit, null, merge.ToString(), PeopleRefusal.NotRunning);
                change.Record(new AuditEvent(AuditAct.SubjectSplit) { DataSubject = Guid.Parse(row.SubjectId), Target = $"{row.OtherId} {reason}" });
                change.Record(new AuditEvent(AuditAct.SubjectSplit) { DataSubject = Guid.Parse(row.OtherId), Target = $"from {row.SubjectId}" });
                return PeopleRefusal.None;
            },
            stop);

    /// <summary>Gives conversations, and identifiers such as a telephone number with a new owner, to a new customer.</summary>
    public Task<(PeopleRefusal Refusal, Guid? Made)> SplitAsync(Caller caller, Guid customer, SplitWish wish, string reason, CancellationToken stop) =>
        journal.ChangeAsync<(PeopleRefusal, Guid?)>(
            caller.Actor,
            async change =>
            {
                var members = await CustomersAsync(change.Connection, customer);
                var refusal = members.Count == 0 ? PeopleRefusal.NotFound : await SplitStore.RefusalAsync(change.Connection, members, wish);
                if (refusal != PeopleRefusal.None)
                    return (Refused(change, AuditAct.SubjectSplit, members.Count == 0 ? null : customer, null, refusal), null);
                var root = Guid.Parse(members[0].Root);
                var made = await split.RunAsync(change, members, wish);
                await change.SendAsync();
                await HoldMarkStore.CarryOverAsync(change.Connection, members.ConvertAll(member => member.Id), made);
                await KeepAsync(change, caller, PeopleChangeRow.Split, root, made, reason);
                change.Record(new AuditEvent(AuditAct.SubjectSplit) { DataSubject = root, Target = $"{made} {wish.Conversations.Count} {reason}" });
                change.Record(new AuditEvent(AuditAct.SubjectSplit) { DataSubject = made, Target = $"from {root}" });
                return (PeopleRefusal.None, made);
            },
            stop);

    static async Task<(PeopleRefusal Refusal, Guid Into, Guid Merged)> PairAsync(DbConnection connection, Guid kept, Guid other)
    {
        var (one, two) = (await CustomersAsync(connection, kept), await CustomersAsync(connection, other));
        if (one.Count == 0 || two.Count == 0)
            return (PeopleRefusal.NotFound, default, default);
        return one[0].Root == two[0].Root ? (PeopleRefusal.Same, default, default) : (PeopleRefusal.None, Guid.Parse(one[0].Root), Guid.Parse(two[0].Root));
    }

    static async Task<List<Member>> CustomersAsync(DbConnection connection, Guid id) =>
        await SubjectStore.FindAsync(connection, id) is { Kind: SubjectStore.Customer } ? await GroupStore.FindAsync(connection, [id]) : [];

    static PeopleRefusal Refused(Change change, AuditAct act, Guid? about, string? target, PeopleRefusal refusal)
    {
        change.Record(new AuditEvent(act) { Outcome = AuditOutcome.Refused, DataSubject = refusal == PeopleRefusal.NotFound ? null : about, Target = target });
        return refusal;
    }

    async Task KeepAsync(Change change, Caller caller, string kind, Guid subject, Guid other, string reason)
    {
        var row = await SubjectStore.FindAsync(change.Connection, subject);
        using var key = await subjects.OpenKeyAsync(change.Connection, row!.KeyId);
        var id = ids.New();
        var value = SealedValue.Seal(key, "people_change", id, new PeopleChangeReason(reason));
        await PeopleChangeStore.AddAsync(change, new PeopleChangeRow(id.ToString(), kind, subject.ToString(), other.ToString(), caller.Actor.Id, change.Now, null, null, value.RowKey, value.Sealed));
    }
}
