using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>Keeps the language that somebody chose, in a cookie that says nothing else.</summary>
[OpenToAll("It sets the reader's own language and goes back to the page.")]
sealed class LanguagePage(TimeProvider time) : PageModel
{
    public IActionResult OnGet() => Redirect("/");

    public IActionResult OnPost(string? language, string? back)
    {
        if (Tongue.Known(language) is { } known)
        {
            Response.Cookies.Append(Tongue.Cookie, known, new CookieOptions
            {
                HttpOnly = true, Secure = Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, Expires = time.GetUtcNow().AddYears(1),
            });
        }
        return Redirect(Url.IsLocalUrl(back) ? back! : "/");
    }
}
