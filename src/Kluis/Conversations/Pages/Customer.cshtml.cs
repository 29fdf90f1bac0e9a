using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.Events;
using Kluis.Conversations.People;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Conversations.Pages;

/// <summary>One person: by what they are known, everything they said or wrote over all channels, and who looked.</summary>
[Needs(Permission.Search, AuditAct.SubjectViewed)]
sealed class CustomerPageModel(CustomerReader reader, CustomerEvents events, TimeLineReading log, Cursors cursors, Words words) : PageModel
{
    const int PageSize = 25, MostEntries = 100;

    /// <summary>Null: there is nobody, or nobody who is this reader's to see.</summary>
    public CustomerFacts? Facts { get; private set; }

    public IReadOnlyList<TimeLineEntry> Log { get; private set; } = [];

    public EventsView Events { get; private set; } = null!;

    public string Title => Facts is null ? words["customer.missing"] : Facts.Name ?? words["person.unknown"];

    public bool IsMasked => HttpContext.Caller().ReachOf(Permission.Search) == Reach.FoundCustomer;

    /// <summary>Some of the person's conversations may be somebody else's to see.</summary>
    public bool IsPart => HttpContext.Caller().ReachOf(Permission.Search) is Reach.Team or Reach.Queue or Reach.OwnSource;

    public bool MayEdit => HttpContext.Caller().May(Permission.EditPeople);

    public bool MaySeeLog => HttpContext.Caller().ReachOf(Permission.ReadLog) is Reach.All or Reach.Own;

    public long Count => Facts!.Counts.Sum(count => count.Count);

    public async Task<IActionResult> OnGetAsync(Guid id, string? after, string? before, CancellationToken stop)
    {
        var caller = HttpContext.Caller();
        Facts = await reader.ViewAsync(caller, id, new CustomerPage(PageSize, cursors.Open(after ?? before ?? ""), before is not null && after is null), stop);
        if (Facts is null)
        {
            Response.StatusCode = ProblemCodes.StatusOf("customer.not-found");
            return Page();
        }
        // What was merged is shown where it went.
        if (Facts.Id != id)
            return Redirect($"/customers/{Facts.Id}");
        Events = new EventsView(await events.OfAsync([Facts.Id], null, stop), null, MayEdit ? $"/customers/{Facts.Id}/events/new" : null);
        Log = [.. await log.ToldAsync(caller, await reader.LogAsync(caller, Facts, MostEntries, stop), words, stop)];
        return Page();
    }
}
