using Kluis.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>Asks once more before a token ends: what it is, and who will notice.</summary>
[Needs(Permission.EditAccess, AuditAct.TokenRevoked)]
sealed class TokenRevokePage(AccessStore store, Tokens tokens, TimeProvider time) : PageModel
{
    public TokenRow Token { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if ((await store.TokensAsync(stop)).Find(row => row.Id == id.ToString()) is not { } token || !token.StateAt(now).IsOpen())
            return NotFound();
        Token = token;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken stop) =>
        await tokens.RevokeAsync(HttpContext.Caller().Actor, id.ToString(), stop) ? Redirect("/tokens?done=revoked") : NotFound();
}
