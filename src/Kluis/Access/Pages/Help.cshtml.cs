using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>The long help: a document of the product, as it was built in.</summary>
[SignedIn(AuditAct.AccountSignedIn)]
sealed class HelpPage(Words words) : PageModel
{
    public string Title { get; private set; } = "";

    public IHtmlContent Text { get; private set; } = HtmlString.Empty;

    public IActionResult OnGet(string name)
    {
        if (HelpText.Find(name, words.Language) is not var (title, html))
            return NotFound();
        (Title, Text) = (title, new HtmlString(html));
        return Page();
    }
}
