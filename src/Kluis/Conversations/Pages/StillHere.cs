using Kluis.Registers;
using Kluis.Web;

namespace Kluis.Conversations.Pages;

/// <summary>Until when one kind of data of a conversation stays, and by which term.</summary>
/// <param name="Kind">Name of the kind.</param>
/// <param name="Term">Null where the activity names none for this kind, or names another than the one that counted when it came in.</param>
/// <param name="IsEarlier">A term counted that the activity does not have any more.</param>
sealed record StillHere(string Kind, DateTimeOffset From, DateTimeOffset Until, Term? Term, bool IsEarlier)
{
    public int DaysPassed(DateTimeOffset now) => Math.Clamp((int)(now - From).TotalDays, 0, DaysInAll);

    public int DaysInAll => (int)Math.Ceiling((Until - From).TotalDays);

    public int Percent(DateTimeOffset now) => DaysInAll == 0 ? 100 : DaysPassed(now) * 100 / DaysInAll;

    /// <summary>Each kind once, with the last date of its parts; what goes first stands first.</summary>
    public static IEnumerable<StillHere> Of(ConversationFacts facts)
    {
        var dates = facts.Parts.Select(part => (part.Kind, From: part.StartedAt ?? facts.Row.StartedAt, Until: part.EraseAfter));
        if (facts.Call is { } call)
            dates = dates.Append((PartKind.CallMetadata.Name(), facts.Row.StartedAt, call.EraseAfter));
        return from date in dates
               group date by date.Kind into kind
               let last = kind.MaxBy(each => each.Until)
               orderby last.Until, kind.Key
               select Of(facts.Activity, kind.Key, When.At(last.From), When.At(last.Until));
    }

    // A changed term leaves what is stored its date: the page must not explain that date by the new term.
    static StillHere Of(ProcessingActivity activity, string kind, DateTimeOffset from, DateTimeOffset until)
    {
        var term = TermOf(activity, kind);
        var isEarlier = PartKinds.Parse(kind) is { } known && activity.EraseAfter(known, from) != until;
        return new StillHere(kind, from, until, isEarlier ? null : term, isEarlier);
    }

    static Term? TermOf(ProcessingActivity activity, string kind) =>
        PartKinds.Parse(kind) is { } known && activity.Terms.TryGetValue(known, out var term) ? term : null;
}
