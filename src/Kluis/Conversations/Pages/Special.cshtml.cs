using Kluis.Access;
using Kluis.Audit;
using Kluis.Registers;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Conversations.Pages;

/// <summary>Marks a conversation as holding special categories of data, or takes that mark away.</summary>
[Needs(Permission.MarkSpecial, AuditAct.ConversationSpecialMarked)]
sealed class SpecialPage(ConversationReader reader, SpecialMarks marks) : PageModel
{
    /// <summary>Null where there is no such conversation.</summary>
    public ConversationFacts? Facts { get; private set; }

    public IReadOnlyList<string> Kinds { get; private set; } = [];

    public string? Ground { get; private set; }

    public string? Note { get; private set; }

    public IReadOnlyList<ActivityFault> Faults { get; private set; } = [];

    public string? ErrorOf(string field) => Faults.Any(fault => fault.Field == field) ? "special-error." + field : null;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        if (await FindAsync(id, stop) && Facts!.Special is { } mark)
            (Kinds, Ground, Note) = (mark.Reason.Kinds, mark.Reason.Ground, mark.Reason.Note);
        return Page();
    }

    public async Task<IActionResult> OnPostMarkAsync(Guid id, string[] kinds, string? ground, string? note, CancellationToken stop)
    {
        (Kinds, Ground, Note) = (kinds, ground, note);
        (var reason, Faults) = SpecialCategories.Read(kinds, ground, note?.ReplaceLineEndings("\n"));
        return reason is not null && await marks.MarkAsync(HttpContext.Caller(), id, reason, stop) == MarkRefusal.None
            ? Redirect($"/conversations/{id}")
            : await ShowAsync(id, stop);
    }

    public async Task<IActionResult> OnPostUnmarkAsync(Guid id, string? reason, CancellationToken stop)
    {
        if (!ActivityRegister.IsReason(reason))
        {
            Faults = [new ActivityFault("reason", "why the mark goes")];
            return await ShowAsync(id, stop);
        }
        // Somebody else may have taken it away already: then that is what the page shows.
        await marks.UnmarkAsync(HttpContext.Caller(), id, reason!, stop);
        return Redirect($"/conversations/{id}");
    }

    async Task<IActionResult> ShowAsync(Guid id, CancellationToken stop)
    {
        await FindAsync(id, stop);
        return Page();
    }

    async Task<bool> FindAsync(Guid id, CancellationToken stop)
    {
        var (refusal, facts) = await reader.ViewAsync(HttpContext.Caller(), id, stop);
        if (facts is null)
            Response.StatusCode = ProblemCodes.StatusOf(refusal.Code());
        Facts = facts;
        return facts is not null;
    }
}
