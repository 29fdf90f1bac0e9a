using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>Everybody who may come in. Names are asked for by POST: none stands in an address.</summary>
[Needs(Permission.ReadAccess, AuditAct.AccountListed, ByGate = true)]
sealed class UsersPage(UserList list, Words words) : PageModel
{
    const int PageSize = 50;

    public IReadOnlyList<Role> Roles { get; } = [.. Enum.GetValues<Role>().Where(role => role != Role.Integrator)];

    public UserQuery Query { get; private set; } = new(null, null, null, "name");

    public IReadOnlyList<UserLine> Lines { get; private set; } = [];

    public int Total { get; private set; }

    public int Number { get; private set; } = 1;

    public int Pages => Math.Max(1, (Total + PageSize - 1) / PageSize);

    public bool MayEdit => HttpContext.Caller().May(Permission.EditAccess);

    public Task OnGetAsync(CancellationToken stop) => ReadAsync(stop);

    public Task OnPostAsync(string? text, string? role, string? state, string? sort, int number, CancellationToken stop)
    {
        Take(text, role, state, sort);
        Number = Math.Max(1, number);
        return ReadAsync(stop);
    }

    public async Task<IActionResult> OnPostCsvAsync(string? text, string? role, string? state, string? sort, CancellationToken stop)
    {
        Take(text, role, state, sort);
        var found = await list.FindAsync(Query, stop);
        string[] head = ["user.name", "sign-in.email", "user.role", "user.team", "user.queue", "user.agents", "users.state", "users.last"];
        return new CsvFile("kluis-people.csv", words.Language, head.Select(key => words[key]), found.ToAsyncEnumerable().Select(RowOf));
    }

    IEnumerable<string?> RowOf(UserLine line) =>
        [
            line.Account.Profile.Name, line.Account.Profile.Email, words["role." + line.Account.Role.Name()], line.Account.Team, line.Account.Queue, string.Join(' ', line.AgentIds),
            words["user-state." + line.State.ToString().ToLowerInvariant()], line.Use.LastAt is { } last ? words.When.Moment(When.At(last)) : "",
        ];

    void Take(string? text, string? role, string? state, string? sort) =>
        Query = new(text, Access.Roles.Parse(role), Enum.TryParse<UserState>(state, out var known) ? known : null, UserQuery.Sorts.Contains(sort) ? sort! : "name");

    async Task ReadAsync(CancellationToken stop)
    {
        var all = await list.FindAsync(Query, stop);
        Total = all.Count;
        Number = Math.Min(Number, Pages);
        Lines = [.. all.Skip((Number - 1) * PageSize).Take(PageSize)];
    }
}
