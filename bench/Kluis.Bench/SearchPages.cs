using Kluis.Access;

namespace Kluis.Bench;

/// <summary>The search in all its shapes: each filter, each order, several at once, and far from the start.</summary>
sealed class SearchPages(PageSubjects subjects, int customers)
{
    const string Area = "search";

    public IEnumerable<PageCase> All() => [.. ByPerson(), .. ByFilter(), .. BySeveral(), .. Further(), .. ByRole()];

    static PageCase Case(string name, params (string, string)[] form) => Case(Role.PrivacyOfficer, name, form);

    static PageCase Case(Role role, string name, params (string, string)[] form) => new(Area, name, role, _ => new Ask("/search", form));

    PageCase ByCustomer(Role role, string name, Func<int, string> find) =>
        new(Area, name, role, i => new Ask("/search", [("find", find((int)((i + 1) * 7919L % customers)))]));

    IEnumerable<PageCase> ByPerson() =>
    [
        PageCase.Of(Area, "search", Role.PrivacyOfficer, "/search"),
        ByCustomer(Role.PrivacyOfficer, "by telephone number", Population.PhoneOf),
        ByCustomer(Role.PrivacyOfficer, "by mail address", i => $"customer{i}@example.org"),
        ByCustomer(Role.PrivacyOfficer, "by customer number", i => $"C{i:0000000}"),
        ByCustomer(Role.Agent, "by telephone number, agent", Population.PhoneOf),
        Case("the heavy customer", ("find", Population.PhoneOf(0))),
        Case("the heavy customer's mails, longest", ("find", Population.PhoneOf(0)), ("channel", "mail"), ("sort", "longest")),
        Case("nobody", ("find", "0699999999")),
    ];

    IEnumerable<PageCase> ByFilter() =>
    [
        Case("calls", ("channel", "call")),
        Case("chats", ("channel", "chat")),
        Case("mails", ("channel", "mail")),
        Case("from the customer", ("direction", "in")),
        Case("to the customer", ("direction", "out")),
        Case("with recording", ("recording", "with")),
        Case("without recording", ("recording", "without")),
        Case("oldest first", ("sort", "oldest")),
        Case("longest first", ("sort", "longest")),
        Case("a large queue", ("queue", ConversationRows.Queues[0])),
        Case("a small queue", ("queue", ConversationRows.Queues[^1])),
        Case("a queue that is not there", ("queue", "Nothing")),
        Case("an agent", ("agent", subjects.Agent)),
        Case("the largest activity", ("activity", subjects.Activities.Most)),
        Case("the smallest activity", ("activity", subjects.Activities.Least)),
        Case("one month, a year ago", ("from", Day(400)), ("until", Day(370))),
        Case("before a day long ago", ("until", Day(700))),
    ];

    // Where one filter has much and the other nothing, or little: the worst that can be asked.
    IEnumerable<PageCase> BySeveral() =>
    [
        Case("calls of an agent, longest", ("channel", "call"), ("agent", subjects.Agent), ("sort", "longest")),
        Case("mails of a queue", ("channel", "mail"), ("queue", ConversationRows.Queues[0])),
        Case("mails with a recording", ("channel", "mail"), ("recording", "with")),
        Case("calls without recording, oldest", ("channel", "call"), ("recording", "without"), ("sort", "oldest")),
        Case("mails of the smallest activity", ("channel", "mail"), ("activity", subjects.Activities.Least)),
        Case("a queue, longest", ("queue", ConversationRows.Queues[3]), ("sort", "longest")),
        Case("mails, longest", ("channel", "mail"), ("sort", "longest")),
        Case("the smallest activity, longest", ("activity", subjects.Activities.Least), ("sort", "longest")),
        Case("mails of an agent who has none", ("channel", "mail"), ("agent", "nobody")),
        Case("outgoing chats of a queue in a month", ("direction", "out"), ("channel", "chat"), ("queue", ConversationRows.Queues[1]), ("from", Day(300)), ("until", Day(270))),
        Case("mails of a queue that is not there", ("channel", "mail"), ("queue", "Nothing")),
        Case("a month, longest", ("from", Day(400)), ("until", Day(370)), ("sort", "longest")),
    ];

    IEnumerable<PageCase> Further() =>
    [
        Case("deep", ("next", subjects.Cursors.Time)),
        Case("deep, back", ("previous", subjects.Cursors.Time)),
        Case("deep, oldest", ("sort", "oldest"), ("next", subjects.Cursors.Time)),
        Case("deep, longest", ("sort", "longest"), ("next", subjects.Cursors.Length)),
        Case("deep, mails of a queue", ("channel", "mail"), ("queue", ConversationRows.Queues[0]), ("next", subjects.Cursors.Time)),
        Case("deep, heavy customer", ("find", Population.PhoneOf(0)), ("next", subjects.Cursors.Customer)),
        new(Area, "a kept search", Role.PrivacyOfficer, _ => new Ask("/search?handler=Kept", [("which", subjects.Kept)])) { IsPersonal = true },
        new(Area, "list as a file", Role.PrivacyOfficer, _ => new Ask("/search?handler=Export", [("sort", "newest")])) { IsFile = true },
    ];

    static IEnumerable<PageCase> ByRole() =>
    [
        PageCase.Of(Area, "search, team lead", Role.TeamLead, "/search"),
        Case(Role.TeamLead, "mails, team lead", ("channel", "mail")),
        Case(Role.TeamLead, "longest, team lead", ("sort", "longest")),
        PageCase.Of(Area, "search, quality", Role.Quality, "/search"),
        Case(Role.Quality, "without recording, quality", ("recording", "without")),
        PageCase.Of(Area, "search, data protection officer", Role.Dpo, "/search"),
        PageCase.Of(Area, "search, agent", Role.Agent, "/search"),
    ];

    static string Day(int ago) => TimeProvider.System.GetUtcNow().AddDays(-ago).ToString("dd-MM-yyyy");
}
