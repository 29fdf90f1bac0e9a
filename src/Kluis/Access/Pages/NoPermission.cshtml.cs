using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>Not for this role: who may, whom to ask; never whether the thing exists.</summary>
[SignedIn(AuditAct.AccessDenied)]
sealed class NoPermissionPage : PageModel
{
    public string Role => HttpContext.Caller().Role.Name();

    public void OnGet() => Response.StatusCode = ProblemCodes.StatusOf("permission.denied");
}
