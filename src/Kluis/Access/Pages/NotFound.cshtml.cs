using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>There is nothing at this address.</summary>
[OpenToAll("It says that there is nothing here.")]
[IgnoreAntiforgeryToken]
sealed class NotFoundPage(AccessStore store, TimeProvider time) : PageModel
{
    public bool IsSignedIn { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        Response.StatusCode = ProblemCodes.StatusOf(HttpContext.Items["kluis.code"] as string ?? "request.not-found");
        // The gate asks nobody for a name at an address without a route; the frame around the page shows where to go instead.
        if (GateApi.CookieOf(HttpContext) is { } cookie
            && await store.FindBySignInAsync(Secret.Hash(cookie), time.GetUtcNow().ToUnixTimeMilliseconds(), GateApi.AddressOf(HttpContext), stop) is { SignIn.IsOpen: true } caller)
        {
            HttpContext.Features.Set(caller);
            IsSignedIn = true;
        }
    }
}
