using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>Tells how one gets in.</summary>
[OpenToAll("Nobody is signed in yet; it says how to, and nothing else.")]
sealed class SignInPage(DemoMode? demo = null) : PageModel
{
    public bool IsDemo => demo?.On == true;

    [BindProperty(SupportsGet = true, Name = "left")]
    public bool HasLeft { get; set; }
}
