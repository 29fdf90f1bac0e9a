using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Keys;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Conversations.Pages;

/// <summary>Says that two customers are one: first the other is looked up, then both are shown, then it is done with a reason.</summary>
[Needs(Permission.EditPeople, AuditAct.SubjectMerged)]
sealed class MergePage(CustomerReader reader, PeopleEditing editing, Search search, Installation installation, Words words) : PageModel
{
    const int MostShown = 10;

    public CustomerFacts? Kept { get; private set; }

    /// <summary>Null while it is not chosen yet.</summary>
    public CustomerFacts? Other { get; private set; }

    /// <summary>Who was found by what was asked; null when nothing was.</summary>
    public IReadOnlyList<CustomerFacts>? Found { get; private set; }

    [BindProperty]
    public string? Find { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string? FindError { get; private set; }

    public string? ReasonError { get; private set; }

    public long Count => Kept!.Counts.Concat(Other!.Counts).Sum(count => count.Count);

    public async Task<IActionResult> OnGetAsync(Guid id, Guid? with, CancellationToken stop)
    {
        if (!await LoadAsync(id, with, stop))
            return Missing();
        return Other is not null && Other.Id == Kept!.Id ? Redirect($"/customers/{Kept.Id}") : Page();
    }

    public async Task<IActionResult> OnPostFindAsync(Guid id, CancellationToken stop)
    {
        if (!await LoadAsync(id, null, stop))
            return Missing();
        var identifiers = string.IsNullOrWhiteSpace(Find) ? [] : SearchReading.Guess(Find, installation.Country);
        if (identifiers.Count == 0)
            FindError = words["merge.find-error"];
        else
            Found = await FindAsync(new SearchQuery { Identifiers = identifiers }, stop);
        return Found is { Count: 1 } ? Redirect($"/customers/{Kept!.Id}/merge?with={Found[0].Id}") : Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, Guid with, CancellationToken stop)
    {
        if (!string.IsNullOrWhiteSpace(Reason))
        {
            var refusal = await editing.MergeAsync(HttpContext.Caller(), id, with, Reason.Trim(), stop);
            return refusal == PeopleRefusal.NotFound ? Missing() : Redirect($"/customers/{id}");
        }
        ReasonError = words["reason.error"];
        return await LoadAsync(id, with, stop) && Other is not null ? Page() : Missing();
    }

    async Task<IReadOnlyList<CustomerFacts>> FindAsync(SearchQuery query, CancellationToken stop)
    {
        var (_, people) = await search.LookUpAsync(HttpContext.Caller(), query, new AuditEvent(AuditAct.ConversationSearched), stop);
        var found = new List<CustomerFacts>();
        foreach (var root in (people?.Roots ?? []).Where(root => root != Kept!.Id).Take(MostShown))
        {
            if (await SideAsync(root, stop) is { } facts)
                found.Add(facts);
        }
        return found;
    }

    async Task<bool> LoadAsync(Guid id, Guid? with, CancellationToken stop)
    {
        Kept = await SideAsync(id, stop);
        Other = with is { } other ? await SideAsync(other, stop) : null;
        return Kept is not null && (with is null || Other is not null);
    }

    Task<CustomerFacts?> SideAsync(Guid id, CancellationToken stop) => reader.ViewAsync(HttpContext.Caller(), id, new CustomerPage(1), stop);

    PageResult Missing()
    {
        Kept = null;
        Response.StatusCode = ProblemCodes.StatusOf("customer.not-found");
        return Page();
    }
}
