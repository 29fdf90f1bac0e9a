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
        var teller = await LogWords.OfAsync(staff, caller, rows, withNames, words, stop);
        return Grouped(rows).Select(run => EntryOf(run.Row, run.Times, teller));
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

    static TimeLineEntry EntryOf(AuditViewRow row, int times, LogWords teller) =>
        new(When.At(row.At), IsNext: false, LogWords.IsContent(row), teller.Sentence(row), teller.Purpose(row), times);
}
