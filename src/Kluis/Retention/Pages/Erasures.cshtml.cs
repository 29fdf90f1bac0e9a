using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Retention.Pages;

/// <summary>Everything that was destroyed, newest first.</summary>
[Needs(Permission.ReadErasures, AuditAct.ErasureListed, ByGate = true)]
sealed class ErasuresPage(ErasureStore store, Cursors cursors) : PageModel
{
    const int PageSize = 50;

    [BindProperty(SupportsGet = true, Name = "cursor")]
    public string? Cursor { get; set; }

    public IReadOnlyList<Erasure> Found { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        (Found, Next) = cursors.Cut(await store.ListAsync(Cursor is null ? null : cursors.Open(Cursor), PageSize + 1, stop), PageSize, erasure => (erasure.StartedAt, erasure.Id));
    }
}
