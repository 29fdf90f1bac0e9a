using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>The tokens of other systems, and how each stands.</summary>
[Needs(Permission.ReadAccess, AuditAct.TokenListed, ByGate = true)]
sealed class TokensPage(AccessStore store, TimeProvider time, Words words) : PageModel
{
    public const int PageSize = 50;

    [BindProperty(SupportsGet = true, Name = "state")]
    public string? StateName { get; set; }

    [BindProperty(SupportsGet = true, Name = "from")]
    public int From { get; set; }

    /// <summary>Something was just done, and this page says what.</summary>
    [BindProperty(SupportsGet = true, Name = "done")]
    public string? Done { get; set; }

    public IReadOnlyList<(TokenRow Row, TokenState State)> Found { get; private set; } = [];

    public int Count { get; private set; }

    public bool HasMore => From + PageSize < Count;

    public bool MayEdit => HttpContext.Caller().May(Permission.EditAccess);

    public async Task OnGetAsync(CancellationToken stop)
    {
        var all = await FindAsync(stop);
        Count = all.Count;
        From = Math.Clamp(From, 0, Math.Max(0, Count - 1)) / PageSize * PageSize;
        Found = [.. all.Skip(From).Take(PageSize)];
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken stop) =>
        new CsvFile(
            "kluis-tokens.csv", words.Language, [words["tokens.label"], words["access.role"], words["access.scope"], words["tokens.state"], words["tokens.made"], words["access.until"]],
            (await FindAsync(stop)).ToAsyncEnumerable().Select(each => (IReadOnlyList<string?>)
            [
                each.Row.Label, words["role." + each.Row.Role], ScopeOf(each.Row), words["token-state." + each.State], words.When.Date(When.At(each.Row.CreatedAt)), words.When.Date(When.At(each.Row.ExpiresAt)),
            ]));

    public string? ScopeOf(TokenRow row) =>
        row.Source is { } source ? words["scope.source", source] : row.Team is { } team ? words["scope.team", team] : row.Queue is { } queue ? words["scope.queue", queue] : null;

    // What needs somebody first: open ones by the day on which they end, then those that let nobody in.
    async Task<List<(TokenRow Row, TokenState State)>> FindAsync(CancellationToken stop)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. (await store.TokensAsync(stop)).Select(row => (Row: row, State: row.StateAt(now)))
            .Where(each => string.IsNullOrEmpty(StateName) || each.State.ToString() == StateName)
            .OrderBy(each => !each.State.IsOpen()).ThenBy(each => each.State.IsOpen() ? each.Row.ExpiresAt : -each.Row.ExpiresAt).ThenBy(each => each.Row.Id, StringComparer.Ordinal)];
    }
}
