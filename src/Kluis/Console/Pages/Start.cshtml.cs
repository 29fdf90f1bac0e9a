using Kluis.Access;
using Kluis.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Console.Pages;

/// <summary>Where everybody lands: at the search, else at the first thing that the role may open, else at a page that says there is none.</summary>
[SignedIn(AuditAct.AccountSignedIn)]
sealed class StartPage : PageModel
{
    public Caller Caller => HttpContext.Caller();

    public IActionResult OnGet()
    {
        var frame = Navigation.For(Caller);
        return frame.Find is { } find ? Redirect(find) : frame.Groups is [var first, ..] ? Redirect(first.Links[0].Path) : Page();
    }
}
