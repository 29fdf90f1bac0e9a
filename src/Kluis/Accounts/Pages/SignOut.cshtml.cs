using Kluis.Access;
using Kluis.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>Ends a sign-in, at once and for good: the cookie opens nothing any more.</summary>
[SignedIn(AuditAct.AccountSignedOut, OnTheWay = true)]
sealed class SignOutPage(Journal journal) : PageModel
{
    public IActionResult OnGet() => Redirect("/");

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var caller = HttpContext.Caller();
        if (GateApi.CookieOf(HttpContext) is { } cookie)
        {
            await journal.ChangeAsync(
                caller.Actor,
                async change =>
                {
                    var ended = await AccessStore.EndSignInAsync(change, Secret.Hash(cookie));
                    change.Record(new AuditEvent(AuditAct.AccountSignedOut) { Target = caller.Actor.Id, Outcome = ended ? AuditOutcome.Ok : AuditOutcome.Same });
                    return ended;
                },
                stop);
            GateApi.DropCookie(HttpContext);
        }
        return Redirect("/sign-in?left=true");
    }
}
