using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>Every account and token, and what it may do: computed from the table of permissions, not written down beside it.</summary>
[Needs(Permission.ReadAccess, AuditAct.AccessViewed, ByGate = true)]
sealed class AccessOverviewPage(WhoMay who, Words words) : PageModel
{
    public const int PageSize = 50;

    static readonly Permission[] shown =
        [Permission.Search, Permission.OpenContent, Permission.Export, Permission.Store, Permission.ReadLog, Permission.ReadRegisters, Permission.EditRegisters, Permission.ReadAccess, Permission.EditAccess];

    [BindProperty(SupportsGet = true, Name = "role")]
    public string? RoleName { get; set; }

    [BindProperty(SupportsGet = true, Name = "from")]
    public int From { get; set; }

    public IReadOnlyList<Holder> Holders { get; private set; } = [];

    public int Count { get; private set; }

    public bool HasMore => From + PageSize < Count;

    public async Task OnGetAsync(CancellationToken stop)
    {
        var all = await FindAsync(stop);
        Count = all.Count;
        From = Math.Clamp(From, 0, Math.Max(0, Count - 1)) / PageSize * PageSize;
        Holders = [.. all.Skip(From).Take(PageSize)];
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken stop)
    {
        var all = await FindAsync(stop);
        return new CsvFile("kluis-access.csv", words.Language, [words["access.who"], words["access.role"], words["access.scope"], words["access.until"], .. shown.Select(NameOf)], all.ToAsyncEnumerable().Select(RowOf));
    }

    /// <summary>What one may do, permission by permission, without what one may not.</summary>
    public IEnumerable<(string Name, string Far)> MayOf(Holder holder) =>
        from permission in shown
        let far = holder.Caller.Far(permission, words)
        where far is not null
        select (NameOf(permission), far);

    string NameOf(Permission permission) => words["permission." + permission];

    IReadOnlyList<string?> RowOf(Holder holder) =>
    [
        holder.NameOf(words), words["role." + holder.Caller.Role.Name()], holder.Caller.ScopeOf(words), holder.Token is { } token ? words.When.Date(When.At(token.ExpiresAt)) : null,
        .. shown.Select(permission => holder.Caller.Far(permission, words)),
    ];

    async Task<List<Holder>> FindAsync(CancellationToken stop) =>
        [.. (await who.EverybodyAsync(stop)).Where(holder => string.IsNullOrEmpty(RoleName) || holder.Caller.Role.Name() == RoleName)
            .OrderBy(holder => holder.Caller.Role).ThenBy(holder => holder.Token is not null).ThenBy(holder => holder.NameOf(words), StringComparer.CurrentCultureIgnoreCase)];
}
