using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake.Folders;
using Kluis.Storage;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Intake.Pages;

/// <summary>Adds a folder, once its pattern reads what it should.</summary>
[Needs(Permission.EditAccess, AuditAct.FolderAdded)]
sealed class FolderNewPage(FolderDesk desk, FolderStore store, FolderPreview preview, Inbox inbox, ActivityNames activities, Words words) : PageModel
{
    public FolderForm Form { get; private set; } = new();

    public FolderPreviewView? Preview { get; private set; }

    /// <summary>Why no folder can be chosen, as a code.</summary>
    public string? Fault { get; private set; }

    public bool HasInbox => inbox.Root is not null;

    public Task OnGetAsync(CancellationToken stop) => FillAsync(stop);

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await ReadAsync(stop);
        if (Fault is not null)
            return Page();
        var answer = await desk.AddAsync(HttpContext.Caller().Actor, Form.Wish, stop);
        if (answer.Folder is not null)
            return Redirect("/folders?done=added");
        Form = Form.With(answer.Problems, words);
        return Page();
    }

    /// <summary>Shows what the pattern reads. A post, so that nothing of it stands in an address.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken stop)
    {
        await ReadAsync(stop);
        var (pattern, problem) = desk.PatternOf(Form.Recipe, Form.Pattern);
        if (problem is not null)
            Form = Form.With([problem], words);
        else if (Form.Folder is { } folder && Form.Names!.Contains(folder, StringComparer.Ordinal))
            Preview = FolderPreviewView.Of(preview, HttpContext.Caller(), folder, pattern);
        else
            Form = Form.With([new("folder", "folder", "")], words);
        Response.Headers.CacheControl = "no-store";
        return Page();
    }

    async Task ReadAsync(CancellationToken stop)
    {
        await FillAsync(stop);
        Form = Form.Read(await Request.ReadFormAsync(stop));
    }

    async Task FillAsync(CancellationToken stop)
    {
        var watched = (await store.AllAsync(stop)).Select(folder => folder.Folder).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string> names = [];
        try
        {
            names = [.. inbox.Names().Where(name => !watched.Contains(name))];
        }
        catch (FaultException fault)
        {
            Fault = fault.Code;
        }
        Form = new FolderForm { Names = names, Activities = await activities(stop) };
    }
}
