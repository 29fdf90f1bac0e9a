using Kluis.Access;
using Kluis.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Upkeep.Pages;

/// <summary>What the clock of the server shows, how it jumped, and the word of a person that it is right.</summary>
[Needs(Permission.ConfirmClock, AuditAct.ClockViewed)]
sealed class ClockPage(ClockWatch clock, Journal journal) : PageModel
{
    public ClockState State { get; private set; } = null!;

    public bool IsConfirmed { get; private set; }

    public async Task OnGetAsync(string? done, CancellationToken stop)
    {
        await journal.OpenedAsync(HttpContext.Caller().Actor, new AuditEvent(AuditAct.ClockViewed), stop);
        State = await clock.StateAsync(stop);
        IsConfirmed = done == "confirmed";
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await clock.ConfirmAsync(HttpContext.Caller().Actor, stop);
        return Redirect("/clock?done=confirmed");
    }
}
