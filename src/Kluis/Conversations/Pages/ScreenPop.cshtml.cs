using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Keys;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Conversations.Pages;

/// <summary>Leads from an announced call to the customer. Looking at the link does not use it up: the button on the page does.</summary>
[Needs(Permission.Search, AuditAct.ScreenPopOpened)]
sealed class ScreenPopPage(ScreenPops pops, Search search) : PageModel
{
    /// <summary>The link works, for this person, now.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The number that was announced, when nobody or several people have it: the search page shows them.</summary>
    public string? Phone { get; private set; }

    public async Task OnGetAsync(string secret, CancellationToken stop) => IsOpen = await pops.IsOpenAsync(HttpContext.Caller(), secret, stop);

    public async Task<IActionResult> OnPostAsync(string secret, CancellationToken stop)
    {
        var caller = HttpContext.Caller();
        if (await pops.UseAsync(caller, secret, stop) is not { } phone)
            return Page();
        var query = new SearchQuery { Identifiers = [new Identifier(IdentifierField.Phone, phone)] };
        var (_, people) = await search.LookUpAsync(caller, query, new AuditEvent(AuditAct.ConversationSearched), stop);
        if (people?.Roots is [var customer])
            return Redirect($"/customers/{customer}");
        Phone = "+" + phone;
        return Page();
    }
}
