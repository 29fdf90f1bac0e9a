using Kluis.Access;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Retention.Pages;

/// <summary>The form by which something is held for a claim: the same for a conversation and for a customer.</summary>
abstract class HoldForm(LegalHoldStore store, LegalHolds holds, Words words, TimeProvider time) : PageModel
{
    public Guid Id { get; private set; }

    public string? Case { get; private set; }

    public string? Reason { get; private set; }

    public string? HoldOwner { get; private set; }

    public string? Review { get; private set; }

    public List<(string Field, string Text)> Errors { get; } = [];

    public abstract string Lead { get; }

    public abstract string Back { get; }

    protected abstract (Guid? Conversation, Guid? Customer) Target { get; }

    public string? ErrorOf(string field) => Errors.Find(error => error.Field == field).Text;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        Review = words.When.Date(time.GetUtcNow().AddMonths(6));
        return await FindAsync(id, stop) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, string? @case, string? reason, string? owner, string? review, CancellationToken stop)
    {
        if (!await FindAsync(id, stop))
            return NotFound();
        (Case, Reason, HoldOwner, Review) = (@case?.Trim(), reason?.ReplaceLineEndings("\n"), owner?.Trim(), review);
        var day = words.When.ReadDay(review ?? "");
        foreach (var fault in HoldWish.Faults(Case, Reason, HoldOwner, day, time.GetUtcNow()))
            Errors.Add((fault, words["hold-error." + fault]));
        if (Errors.Count > 0)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        var wish = new HoldWish(Target.Conversation, Target.Customer, new HoldDetails(Case!, Reason!, HoldOwner!), day!.Value);
        return await holds.PlaceAsync(HttpContext.Caller(), wish, stop) is { } placed ? Redirect($"/holds/{placed}") : NotFound();
    }

    async Task<bool> FindAsync(Guid id, CancellationToken stop)
    {
        Id = id;
        return await store.HasTargetAsync(Target.Conversation, Target.Customer, stop);
    }
}
