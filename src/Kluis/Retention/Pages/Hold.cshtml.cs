using Kluis.Access;
using Kluis.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Retention.Pages;

/// <summary>One legal hold: why, and until when somebody looks again.</summary>
[Needs(Permission.ReadErasures, AuditAct.HoldListed, ByGate = true)]
sealed class HoldPage(LegalHoldStore store, TimeProvider time) : PageModel
{
    public LegalHold Hold { get; private set; } = null!;

    public bool MayRelease => Hold.ReleasedAt is null && HttpContext.Caller().May(Permission.Hold);

    /// <summary>A reason may name somebody.</summary>
    public bool SeesReason => HttpContext.Caller().ReachOf(Permission.ReadErasures) == Reach.All;

    public bool IsOverdue => Hold.IsOverdue(time.GetUtcNow());

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        if (await store.FindAsync(id, stop) is not { } hold)
            return NotFound();
        Hold = hold;
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
