using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Conversations.Pages;

/// <summary>Gives chosen conversations to a new customer, such as those of a number that got a new owner.</summary>
[Needs(Permission.EditPeople, AuditAct.SubjectSplit)]
sealed class SplitPage(CustomerReader reader, PeopleEditing editing, Cursors cursors, Words words) : PageModel
{
    public const int MostShown = 100;

    public CustomerFacts? Facts { get; private set; }

    /// <summary>Conversations that go to the new customer.</summary>
    [BindProperty]
    public List<Guid> Chosen { get; set; } = [];

    /// <summary>Numbers of the identifiers, as the page lists them, that go along.</summary>
    [BindProperty]
    public List<int> Along { get; set; } = [];

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What is chosen stands fast; what is left to give is the reason.</summary>
    public bool IsShown { get; private set; }

    public string? Error { get; private set; }

    public string? ReasonError { get; private set; }

    /// <summary>Those that a search finds this customer by, by number.</summary>
    public IEnumerable<(int Number, KnownIdentifier Known)> Identifiers =>
        Facts!.Identifiers.Index().Where(each => each.Item is { Finds: true, Identifier: not null }).Select(each => (each.Index, each.Item));

    public async Task<IActionResult> OnGetAsync(Guid id, string? after, CancellationToken stop) => await LoadAsync(id, after, stop);

    /// <summary>Shows the effect of what is chosen.</summary>
    public async Task<IActionResult> OnPostShowAsync(Guid id, CancellationToken stop)
    {
        IsShown = Chosen.Count is > 0 and <= MostShown;
        Error = IsShown ? null : words["split.none"];
        return await LoadAsync(id, null, stop);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken stop)
    {
        var page = await LoadAsync(id, null, stop);
        if (Facts is null)
            return page;
        IsShown = true;
        if (string.IsNullOrWhiteSpace(Reason))
        {
            ReasonError = words["reason.error"];
            return page;
        }
        var along = Identifiers.Where(each => Along.Contains(each.Number)).Select(each => each.Known.Identifier!.Value).ToList();
        var (refusal, made) = await editing.SplitAsync(HttpContext.Caller(), Facts.Id, new SplitWish(Chosen.Take(MostShown).ToList(), along), Reason.Trim(), stop);
        if (made is not null)
            return Redirect($"/customers/{made}");
        IsShown = false;
        Error = words[refusal == PeopleRefusal.NothingLeft ? "split.all" : "split.none"];
        return page;
    }

    async Task<PageResult> LoadAsync(Guid id, string? after, CancellationToken stop)
    {
        Facts = await reader.ViewAsync(HttpContext.Caller(), id, new CustomerPage(MostShown, cursors.Open(after ?? "")), stop);
        if (Facts is null)
            Response.StatusCode = ProblemCodes.StatusOf("customer.not-found");
        return Page();
    }
}
