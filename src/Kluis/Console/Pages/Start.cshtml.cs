using Kluis.Access;
using Kluis.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Console.Pages;

/// <summary>Where everybody lands: at the search, or at a page that says what there is for a role that does not search.</summary>
[SignedIn(AuditAct.AccountSignedIn)]
sealed class StartPage : PageModel
{
    public Caller Caller => HttpContext.Caller();

    public IActionResult OnGet() => Caller.May(Permission.Search) ? Redirect("/search") : Page();
}
