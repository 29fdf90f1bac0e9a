using Kluis.Registers;
using Kluis.Web;

namespace Kluis.Conversations.Pages;

/// <summary>Until when one kind of data of a conversation stays, and by which term.</summary>
/// <param name="Kind">Name of the kind.</param>
/// <param name="Term">Null where the activity names none for this kind: then its shortest counts.</param>
sealed record StillHere(string Kind, DateTimeOffset From, DateTimeOffset Until, Term? Term)
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
               select new StillHere(kind.Key, When.At(last.From), When.At(last.Until), TermOf(facts.Activity, kind.Key));
    }

    static Term? TermOf(ProcessingActivity activity, string kind) =>
        PartKinds.Parse(kind) is { } known && activity.Terms.TryGetValue(known, out var term) ? term : null;

    /// <summary>90 dagen, 6 maanden, 2 jaar.</summary>
    public static string WordsOf(Term term, Words words)
    {
        var parts = new List<string>();
        if (term.Months >= 12 && term.Months % 12 == 0)
            parts.Add(words.Count("term.years", term.Months / 12));
        else if (term.Months > 0)
            parts.Add(words.Count("term.months", term.Months));
        if (term.Days > 0)
            parts.Add(words.Count("term.days", term.Days));
        return string.Join(' ', parts);
    }
}
