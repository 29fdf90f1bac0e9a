using Kluis.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>Makes the token that a second person has approved, and shows its secret: once, so without a redirect after it.</summary>
[Needs(Permission.EditAccess, AuditAct.TokenCreated)]
sealed class ApprovalTokenPage(Approvals approvals, ContentTokens tokens) : PageModel
{
    public Guid Id { get; private set; }

    public string? Secret { get; private set; }

    /// <summary>Key of the text that says why there is no token.</summary>
    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        Id = id;
        return await approvals.FindAsync(HttpContext.Caller(), id, stop) is { IsOwn: true, Kind.Name: ContentTokens.Kind } ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken stop)
    {
        Id = id;
        var (refusal, _, secret) = await tokens.PickUpAsync(HttpContext.Caller(), id, stop);
        if (refusal == ApprovalRefusal.NotFound)
            return NotFound();
        Secret = secret;
        Refusal = refusal == ApprovalRefusal.None ? null : ApprovalTexts.KeyOf(refusal);
        return Page();
    }
}
