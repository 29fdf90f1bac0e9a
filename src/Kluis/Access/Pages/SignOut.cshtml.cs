using Kluis.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>Ends a sign-in, at once and for good: the cookie opens nothing any more.</summary>
[SignedIn(AuditAct.AccountSignedOut)]
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
            Response.Cookies.Delete(Request.IsHttps ? GateApi.CookieSecure : GateApi.CookieLoopback, new CookieOptions { Path = "/", Secure = Request.IsHttps });
        }
        return Redirect("/sign-in?left=true");
    }
}
