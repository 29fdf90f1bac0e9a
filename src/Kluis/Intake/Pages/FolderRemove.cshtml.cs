using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake.Folders;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Intake.Pages;

/// <summary>Asks once more before a folder is watched no longer: what stops, and what stays where.</summary>
[Needs(Permission.EditAccess, AuditAct.FolderRemoved)]
sealed class FolderRemovePage(FolderStore store, FolderDesk desk) : PageModel
{
    public WatchedFolder Folder { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        if (await store.FindAsync(id, stop) is not { } folder)
            return NotFound();
        Folder = folder;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken stop) =>
        await desk.RemoveAsync(HttpContext.Caller().Actor, id, stop) ? Redirect("/folders?done=removed") : NotFound();
}
