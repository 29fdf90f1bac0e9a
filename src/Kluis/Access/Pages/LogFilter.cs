using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.WebUtilities;

namespace Kluis.Access.Pages;

/// <summary>What a reader of the log asks for, as the address says it: ids, codes and days, and never a name.</summary>
sealed record LogFilter
{
    /// <summary>One act, or a group of them.</summary>
    public string? Act { get; init; }

    public string? Outcome { get; init; }

    public string? Actor { get; init; }

    public string? Conversation { get; init; }

    public string? Customer { get; init; }

    public string? Purpose { get; init; }

    public string? From { get; init; }

    public string? Until { get; init; }

    public long? Before { get; init; }

    public long? After { get; init; }

    /// <summary>Whether anything narrows the list.</summary>
    public bool IsNarrow => Fields().Any();

    /// <param name="wrong">Told of each field that cannot be read, with its text.</param>
    public AuditQuery? Read(Words words, int limit, Action<string, string> wrong)
    {
        var isRight = true;
        void Complain(string field, string text)
        {
            isRight = false;
            wrong(field, words[text]);
        }
        DateTimeOffset? Day(string? text, string field)
        {
            if (string.IsNullOrWhiteSpace(text))
                return null;
            var day = words.When.ReadDay(text);
            if (day is null)
                Complain(field, "log.date-error");
            return day;
        }
        Guid? Id(string? text, string field)
        {
            if (string.IsNullOrWhiteSpace(text))
                return null;
            if (Guid.TryParse(text.Trim(), out var id))
                return id;
            Complain(field, "log.id-error");
            return null;
        }
        var query = new AuditQuery
        {
            Acts = ActsOf(Act), Outcome = OutcomeOf(Outcome), ActorId = Blank(Actor), Purpose = Blank(Purpose), Before = Before, After = Before is null ? After : null, Limit = limit,
            Conversation = Id(Conversation, "conversation"), DataSubject = Id(Customer, "customer"),
            From = Day(From, "from")?.ToUnixTimeMilliseconds(), Until = Day(Until, "until")?.AddDays(1).ToUnixTimeMilliseconds(),
        };
        if (query.From >= query.Until)
            Complain("until", "log.order-error");
        return isRight ? query : null;
    }

    /// <summary>The same question, elsewhere in its answer.</summary>
    public string At(long? before = null, long? after = null, string path = "/log")
    {
        var fields = Fields();
        if ((before ?? after) is { } seq)
            fields = fields.Append(new(before is null ? "after" : "before", seq.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return QueryHelpers.AddQueryString(path, fields);
    }

    IEnumerable<KeyValuePair<string, string?>> Fields() =>
        new (string Name, string? Value)[]
        {
            ("act", Act), ("outcome", Outcome), ("actor", Actor), ("conversation", Conversation), ("customer", Customer), ("purpose", Purpose), ("from", From), ("until", Until),
        }.Where(field => !string.IsNullOrWhiteSpace(field.Value)).Select(field => KeyValuePair.Create(field.Name, field.Value));

    // What is neither an act nor a group finds nothing, as it would stand in no entry.
    static IReadOnlyCollection<string>? ActsOf(string? act) =>
        string.IsNullOrEmpty(act) ? null : [.. AuditActs.All.Where(known => known == act || AuditActs.GroupOf(known) == act)];

    static AuditOutcome? OutcomeOf(string? outcome) =>
        Enum.GetValues<AuditOutcome>().Cast<AuditOutcome?>().FirstOrDefault(known => known!.Value.Name() == outcome);

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
