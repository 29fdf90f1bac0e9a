using Kluis.Access;
using Kluis.Audit;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>Teams and queues are names on people: who is in which, and who may listen there.</summary>
[Needs(Permission.ReadAccess, AuditAct.AccountListed, ByGate = true)]
sealed class TeamsPage(UserList list) : PageModel
{
    public sealed record Group(string Name, IReadOnlyList<UserLine> Leads, IReadOnlyList<UserLine> Members)
    {
        public string AgentIds => string.Join(", ", Leads.Concat(Members).SelectMany(line => line.AgentIds));
    }

    public IReadOnlyList<Group> Teams { get; private set; } = [];

    public IReadOnlyList<Group> Queues { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        var all = await list.FindAsync(new(null, null, null, "name"), stop);
        Teams = GroupsOf(all, line => line.Account.Team, Role.TeamLead);
        Queues = GroupsOf(all, line => line.Account.Queue, Role.Quality);
    }

    static IReadOnlyList<Group> GroupsOf(IEnumerable<UserLine> all, Func<UserLine, string?> name, Role lead) =>
        [.. all.Where(line => name(line) is not null).GroupBy(line => name(line)!, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
            .Select(group => new Group(group.Key, [.. group.Where(line => line.Account.Role == lead)], [.. group.Where(line => line.Account.Role != lead)]))];
}
