using Kluis.Access;
using Kluis.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Retention.Pages;

/// <summary>The certificate of one destruction, to be read, printed, and checked elsewhere.</summary>
[Needs(Permission.ReadErasures, AuditAct.ErasureViewed, ByGate = true)]
sealed class ErasurePage(Certificates certificates) : PageModel
{
    public Certificate Certificate { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        if (await certificates.FindAsync(id, stop) is not { } found)
            return NotFound();
        Certificate = found;
        return Page();
    }

    public async Task<IActionResult> OnGetProofAsync(Guid id, CancellationToken stop) =>
        await certificates.FindAsync(id, stop) is { Proof: { } proof }
            ? File(System.Text.Encoding.UTF8.GetBytes(proof.Write()), "text/plain", $"{id}.tlog-proof")
            : NotFound();
}
