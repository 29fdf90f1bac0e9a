using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Conversations.Pages;

/// <summary>Takes a merge apart again, with a reason.</summary>
[Needs(Permission.EditPeople, AuditAct.SubjectSplit)]
sealed class UndoMergePage(CustomerReader reader, PeopleEditing editing, Words words) : PageModel
{
    public CustomerFacts? Facts { get; private set; }

    public PeopleChange? Merge { get; private set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string? ReasonError { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid merge, CancellationToken stop) => await LoadAsync(id, merge, stop);

    public async Task<IActionResult> OnPostAsync(Guid id, Guid merge, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(Reason))
        {
            ReasonError = words["reason.error"];
            return await LoadAsync(id, merge, stop);
        }
        await editing.UndoAsync(HttpContext.Caller(), merge, Reason.Trim(), stop);
        return Redirect($"/customers/{id}");
    }

    async Task<IActionResult> LoadAsync(Guid id, Guid merge, CancellationToken stop)
    {
        Facts = await reader.ViewAsync(HttpContext.Caller(), id, new CustomerPage(1), stop);
        Merge = Facts?.Changes.FirstOrDefault(change => change.Row.Id == merge.ToString() && change.Row.IsRunning);
        if (Facts is null)
            Response.StatusCode = ProblemCodes.StatusOf("customer.not-found");
        return Facts is not null && Merge is null ? Redirect($"/customers/{Facts.Id}") : Page();
    }
}
