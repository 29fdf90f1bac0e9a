using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake.Folders;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Intake.Pages;

/// <summary>The watched folders: how each stands, what came in and what stays.</summary>
[Needs(Permission.ReadFolders, AuditAct.FolderListed, ByGate = true)]
sealed class FoldersPage(FolderStore store, Inbox inbox) : PageModel
{
    /// <summary>Something was just done, and this page says what.</summary>
    [BindProperty(SupportsGet = true, Name = "done")]
    public string? Done { get; set; }

    public IReadOnlyList<WatchedFolder> Found { get; private set; } = [];

    public bool HasInbox => inbox.Root is not null;

    public bool MayEdit => HttpContext.Caller().May(Permission.EditAccess);

    public async Task OnGetAsync(CancellationToken stop) => Found = await store.AllAsync(stop);
}
