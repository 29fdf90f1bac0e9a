using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake.Folders;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Intake.Pages;

/// <summary>Changes how a folder is watched, or switches it off.</summary>
[Needs(Permission.EditAccess, AuditAct.FolderChanged)]
sealed class FolderChangePage(FolderDesk desk, FolderStore store, FolderPreview preview, ActivityNames activities, Words words) : PageModel
{
    public Guid Id { get; private set; }

    public FolderForm Form { get; private set; } = new();

    public FolderPreviewView? Preview { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop) => await FillAsync(id, stop) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken stop)
    {
        if (!await FillAsync(id, stop))
            return NotFound();
        Form = Form.Read(await Request.ReadFormAsync(stop));
        var answer = await desk.ChangeAsync(HttpContext.Caller().Actor, id, Form.Wish, stop);
        if (answer.Folder is not null)
            return Redirect("/folders?done=changed");
        if (answer.Problems.Count == 0)
            return NotFound();
        Form = Form.With(answer.Problems, words);
        return Page();
    }

    /// <summary>Shows what the pattern reads. A post, so that nothing of it stands in an address.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(Guid id, CancellationToken stop)
    {
        if (!await FillAsync(id, stop))
            return NotFound();
        Form = Form.Read(await Request.ReadFormAsync(stop));
        var (pattern, problem) = desk.PatternOf(Form.Recipe, Form.Pattern);
        if (problem is not null)
            Form = Form.With([problem], words);
        else
            Preview = FolderPreviewView.Of(preview, HttpContext.Caller(), Form.Folder!, pattern);
        Response.Headers.CacheControl = "no-store";
        return Page();
    }

    async Task<bool> FillAsync(Guid id, CancellationToken stop)
    {
        if (await store.FindAsync(id, stop) is not { } folder)
            return false;
        Id = id;
        Form = FolderForm.Of(folder) with { Activities = await activities(stop) };
        return true;
    }
}
