using System.Globalization;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Access;

/// <summary>Tells entries of the log as sentences, with those who acted called as the reader may know them.</summary>
sealed class LogWords(Caller reader, Dictionary<string, StaffMember> staff, bool withNames, Words words)
{
    /// <summary>With everybody who acts in these entries.</summary>
    public static async Task<LogWords> OfAsync(StaffStore store, Caller reader, IEnumerable<AuditViewRow> rows, bool withNames, Words words, CancellationToken stop) =>
        new(reader, await store.FindAsync([.. rows.Select(row => row.ActorId).OfType<string>().Where(id => Guid.TryParse(id, out _)).Distinct()], withNames, stop), withNames, words);

    public string Sentence(AuditViewRow row) => Sentence(row, Who(row.ActorId));

    /// <summary>Most texts have a place for who it was; the others get it behind them.</summary>
    public string Sentence(AuditViewRow row, string who)
    {
        var text = words.Find("act." + KindOf(row)) ?? words["act.other"];
        return text.Contains("{0}", StringComparison.Ordinal) ? string.Format(CultureInfo.InvariantCulture, text, who) : words["log.by", text, who];
    }

    public string? Purpose(AuditViewRow row) => row.Why is null ? null : words["timeline.purpose", words.Find("purpose." + row.Why) ?? row.Why];

    public string Who(string? id) => id == reader.Actor.Id ? words["actor.you"] : NameOf(id, id is null ? null : staff.GetValueOrDefault(id));

    /// <summary>Name and role, where a list needs both.</summary>
    public string? RoleOf(string? id) => id is not null && staff.TryGetValue(id, out var member) ? words["role." + member.Role] : null;

    /// <summary>The same act says two things: with a purpose content was opened, without one facts were seen.</summary>
    public static string KindOf(AuditViewRow row) =>
        row.Act == AuditAct.ConversationViewed.Name() && row.Why is not null ? "conversation.opened"
        : row.Act == AuditAct.ConversationStored.Name() && row.Outcome == AuditOutcome.Same.Name() ? "conversation.came-again" : row.Act;

    public static bool IsContent(AuditViewRow row) => KindOf(row) is "conversation.opened" or "conversation.played" or "conversation.exported";

    string NameOf(string? id, StaffMember? member) => member switch
    {
        null when id?.StartsWith("product:", StringComparison.Ordinal) == true => words["actor.product"],
        null => words["actor.someone"],
        { Name: { } name } => name,
        { Label: { } label } when withNames => words["actor.token", label],
        { Team: { } team } => words["actor.team", InSentence(member), team],
        _ => words["actor.role", InSentence(member)],
    };

    // Inside a sentence a role is an ordinary word.
    string InSentence(StaffMember member) => words["role." + member.Role] is var role ? char.ToLowerInvariant(role[0]) + role[1..] : "";
}
