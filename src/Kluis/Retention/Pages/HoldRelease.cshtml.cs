using Kluis.Access;
using Kluis.Audit;
using Kluis.Registers;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Retention.Pages;

/// <summary>Releases a hold: what was due goes with the next sweep.</summary>
[Needs(Permission.Hold, AuditAct.HoldListed, ByGate = true)]
sealed class HoldReleasePage(LegalHoldStore store, LegalHolds holds, Words words) : PageModel
{
    public LegalHold Hold { get; private set; } = null!;

    public List<(string Field, string Text)> Errors { get; } = [];

    public string? ErrorOf(string field) => Errors.Find(error => error.Field == field).Text;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        if (await store.FindAsync(id, stop) is not { } hold)
            return NotFound();
        Hold = hold;
        return hold.ReleasedAt is null ? Page() : Redirect($"/holds/{id}");
    }

    public async Task<IActionResult> OnPostAsync(Guid id, string? reason, CancellationToken stop)
    {
        if (ActivityRegister.IsReason(reason))
        {
            // Somebody else may have released it already: then that is what the page shows.
            await holds.ReleaseAsync(HttpContext.Caller(), id, reason!, stop);
            return Redirect($"/holds/{id}");
        }
        Errors.Add(("reason", words["hold-error.reason"]));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await OnGetAsync(id, stop);
    }
}
