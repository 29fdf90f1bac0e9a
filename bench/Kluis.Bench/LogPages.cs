using Kluis.Access;

namespace Kluis.Bench;

/// <summary>The audit log with each filter, several at once, far from its newest entry, and as each role sees it.</summary>
sealed class LogPages(PageSubjects subjects)
{
    const string Area = "log";

    public IEnumerable<PageCase> All() => [.. ByFilter(), .. BySeveral(), .. Further(), .. ByRole()];

    static PageCase Case(string name, string query, Role role = Role.PrivacyOfficer) => PageCase.Of(Area, name, role, "/log" + query);

    IEnumerable<PageCase> ByFilter() =>
    [
        Case("log", ""),
        Case("a frequent act", "?act=conversation.stored"),
        Case("a rare act", "?act=conversation.exported"),
        Case("an act that is not there", "?act=subject.split"),
        Case("a group of acts", "?act=account"),
        Case("denied", "?outcome=denied"),
        Case("the busiest actor", $"?actor={subjects.Actors.Busy}"),
        Case("an ordinary actor", $"?actor={subjects.Actors.Ordinary}"),
        Case("a conversation", $"?conversation={subjects.LongCall}"),
        Case("the heavy customer", $"?customer={subjects.Heavy}"),
        Case("a purpose", "?purpose=complaint"),
        Case("a day, a year ago", $"?from={Day(365)}&until={Day(365)}"),
        Case("a month, a year ago", $"?from={Day(400)}&until={Day(370)}"),
    ];

    IEnumerable<PageCase> BySeveral() =>
    [
        Case("a rare act of the busiest actor", $"?actor={subjects.Actors.Busy}&act=conversation.exported"),
        Case("a group of acts of the busiest actor", $"?actor={subjects.Actors.Busy}&act=account"),
        Case("a frequent act of an ordinary actor", $"?actor={subjects.Actors.Ordinary}&act=conversation.viewed"),
        Case("a frequent act of an actor who does nothing", $"?actor={Guid.Empty}&act=conversation.viewed"),
        Case("an act in a month", $"?act=conversation.exported&from={Day(400)}&until={Day(370)}"),
        Case("the busiest actor on a day", $"?actor={subjects.Actors.Busy}&from={Day(365)}&until={Day(365)}"),
        Case("denied to an ordinary actor", $"?actor={subjects.Actors.Ordinary}&outcome=denied"),
        Case("an ordinary actor, went well", $"?actor={subjects.Actors.Ordinary}&outcome=ok"),
        Case("a purpose of an ordinary actor", $"?actor={subjects.Actors.Ordinary}&purpose=complaint"),
        Case("an act on a conversation", $"?conversation={subjects.LongCall}&act=conversation.played"),
        Case("the busiest actor and the heavy customer", $"?actor={subjects.Actors.Busy}&customer={subjects.Heavy}"),
        Case("acts with an outcome that they never have", "?act=conversation.viewed&outcome=denied"),
        Case("a purpose that an act never has", "?act=conversation.stored&purpose=complaint"),
    ];

    IEnumerable<PageCase> Further() =>
    [
        Case("deep", $"?before={subjects.Entries.Middle}"),
        Case("deep, back", $"?after={subjects.Entries.Middle}"),
        Case("deep, the busiest actor", $"?actor={subjects.Actors.Busy}&before={subjects.Entries.Middle}"),
        Case("deep, a frequent act", $"?act=conversation.stored&before={subjects.Entries.Middle}"),
        Case("the oldest", "?before=500"),
        new(Area, "an entry", Role.PrivacyOfficer, i => new Ask($"/log/{subjects.Entries.Middle + (i * 1117)}")),
        Case("verify", "/verify"),
        new(Area, "log as a file", Role.PrivacyOfficer, _ => new Ask("/log?handler=csv")) { IsFile = true },
    ];

    IEnumerable<PageCase> ByRole() =>
    [
        Case("log, administrator", "", Role.Administrator),
        Case("the busiest actor, administrator", $"?actor={subjects.Actors.Busy}", Role.Administrator),
        Case("a day, administrator", $"?from={Day(365)}&until={Day(365)}", Role.Administrator),
        Case("log, auditor", "", Role.Auditor),
        Case("log, data protection officer", "", Role.Dpo),
        Case("log, agent", "", Role.Agent),
        Case("an act, agent", "?act=conversation.played", Role.Agent),
        Case("denied, agent", "?outcome=denied", Role.Agent),
    ];

    static string Day(int ago) => TimeProvider.System.GetUtcNow().AddDays(-ago).ToString("dd-MM-yyyy");
}
