using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Conversations.Pages;

/// <summary>One line of what happened, or is still to come, to a conversation.</summary>
/// <param name="IsNext">It has yet to come.</param>
/// <param name="IsContent">An act on content.</param>
/// <param name="Times">How often in a row.</param>
sealed record TimeLineEntry(DateTimeOffset At, bool IsNext, bool IsContent, string What, string? Why, int Times);

/// <summary>Tells who did what. Names are for those who may see the log; others read from which role and team it was.</summary>
sealed class TimeLineReading(AuditViewStore log, StaffStore staff)
{
    const int Most = 200;

    public async Task<IReadOnlyList<TimeLineEntry>> ReadAsync(Caller caller, ConversationFacts facts, Words words, CancellationToken stop)
    {
        var rows = await log.TimeLineAsync(facts.Row.Key, Most, stop);
        return [.. Coming(facts, words), .. await ToldAsync(caller, rows, words, stop)];
    }

    /// <summary>What happened, newest first, as this reader may know it.</summary>
    public async Task<IEnumerable<TimeLineEntry>> ToldAsync(Caller caller, List<AuditViewRow> rows, Words words, CancellationToken stop)
    {
        var withNames = caller.ReachOf(Permission.ReadLog) == Reach.All;
        var actors = await staff.FindAsync([.. rows.Select(row => row.ActorId).OfType<string>().Where(id => Guid.TryParse(id, out _)).Distinct()], withNames, stop);
        string Who(string? id) => id == caller.Actor.Id ? words["actor.you"] : NameOf(id, id is null ? null : actors.GetValueOrDefault(id), withNames, words);
        return Grouped(rows).Select(run => EntryOf(run.Row, run.Times, Who, words));
    }

    static IEnumerable<TimeLineEntry> Coming(ConversationFacts facts, Words words) =>
        from term in StillHere.Of(facts)
        where term.Until > words.When.Now
        group term by term.Until into date
        orderby date.Key descending
        let parts = string.Join(", ", date.Select(term => words["part." + term.Kind]))
        select new TimeLineEntry(date.Key, IsNext: true, IsContent: false, words["act.will-go", parts], null, 1);

    // Opening a page twice is one line that says so.
    static IEnumerable<(AuditViewRow Row, int Times)> Grouped(List<AuditViewRow> rows)
    {
        for (var i = 0; i < rows.Count;)
        {
            var same = rows.Skip(i).TakeWhile(row => (row.ActorId, row.Act, row.Outcome, row.Why) == (rows[i].ActorId, rows[i].Act, rows[i].Outcome, rows[i].Why)).Count();
            yield return (rows[i], same);
            i += same;
        }
    }

    static TimeLineEntry EntryOf(AuditViewRow row, int times, Func<string?, string> who, Words words)
    {
        // The same act says two things: with a purpose content was opened, without one facts were seen.
        var act = row.Act == AuditAct.ConversationViewed.Name() && row.Why is not null ? "conversation.opened"
            : row.Act == AuditAct.ConversationStored.Name() && row.Outcome == AuditOutcome.Same.Name() ? "conversation.came-again" : row.Act;
        var isContent = act is "conversation.opened" or "conversation.played" or "conversation.exported";
        var why = row.Why is null ? null : words["timeline.purpose", words.Find("purpose." + row.Why) ?? row.Why];
        return new TimeLineEntry(When.At(row.At), IsNext: false, isContent, words[words.Find("act." + act) is null ? "act.other" : "act." + act, who(row.ActorId)], why, times);
    }

    static string NameOf(string? id, StaffMember? member, bool withNames, Words words) => member switch
    {
        null when id?.StartsWith("product:", StringComparison.Ordinal) == true => words["actor.product"],
        null => words["actor.someone"],
        { Name: { } name } => name,
        { Label: { } label } when withNames => words["actor.token", label],
        { Team: { } team } => words["actor.team", RoleOf(member, words), team],
        _ => words["actor.role", RoleOf(member, words)],
    };

    // Inside a sentence a role is an ordinary word.
    static string RoleOf(StaffMember member, Words words) => words["role." + member.Role] is var role ? char.ToLowerInvariant(role[0]) + role[1..] : "";
}
