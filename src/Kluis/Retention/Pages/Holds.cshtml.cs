using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Retention.Pages;

/// <summary>What is held for a claim, or was.</summary>
[Needs(Permission.ReadErasures, AuditAct.HoldListed, ByGate = true)]
sealed class HoldsPage(LegalHoldStore store, Cursors cursors, TimeProvider time) : PageModel
{
    const int PageSize = 50;

    [BindProperty(SupportsGet = true, Name = "cursor")]
    public string? Cursor { get; set; }

    [BindProperty(SupportsGet = true, Name = "state")]
    public string? State { get; set; }

    public bool ShowsReleased => State == "released";

    public IReadOnlyList<LegalHold> Found { get; private set; } = [];

    public string? Next { get; private set; }

    public DateTimeOffset Now => time.GetUtcNow();

    public async Task OnGetAsync(CancellationToken stop)
    {
        (Found, Next) = cursors.Cut(await store.ListAsync(ShowsReleased, Cursor is null ? null : cursors.Open(Cursor), PageSize + 1, stop), PageSize, hold => (hold.PlacedAt, hold.Id));
    }
}
