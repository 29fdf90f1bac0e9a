using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake.Folders;
using Kluis.Intake.Import;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Intake.Pages;

/// <summary>One watched folder: how it is watched, what stays in it, and what its pattern reads.</summary>
[Needs(Permission.ReadFolders, AuditAct.FolderListed)]
sealed class FolderPage(FolderStore store, FolderDesk desk, FolderPreview preview, ActivityNames activities, Journal journal) : PageModel
{
    public WatchedFolder Folder { get; private set; } = null!;

    public string ActivityName { get; private set; } = "";

    public FolderPreviewView? Preview { get; private set; }

    /// <summary>Its own, or that of the recipe.</summary>
    public string? Pattern => Folder.Pattern ?? Recipe.Find(Folder.Recipe)?.Pattern;

    public bool MayEdit => HttpContext.Caller().May(Permission.EditAccess);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        await journal.OpenedAsync(HttpContext.Caller().Actor, new AuditEvent(AuditAct.FolderListed) { Target = $"folder {id}" }, stop);
        if (await store.FindAsync(id, stop) is not { } folder)
            return NotFound();
        Folder = folder;
        ActivityName = (await activities(stop)).GetValueOrDefault(folder.Activity) ?? folder.ActivityId;
        Preview = FolderPreviewView.Of(preview, HttpContext.Caller(), folder.Folder, desk.PatternOf(folder.Recipe, folder.Pattern).Pattern);
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
