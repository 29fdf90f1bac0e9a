using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Registers.Pages;

/// <summary>One version as the page tells it.</summary>
/// <param name="Who">Null for one from before versions were kept.</param>
sealed record VersionLine(ActivityVersion Version, string? Who, IReadOnlyList<ActivityDifference> Differences);

/// <summary>One processing activity: what may be kept, for whom, how long, who may open it, and how that came to be.</summary>
[Needs(Permission.ReadRegisters, AuditAct.ActivityViewed, ByGate = true)]
sealed class ActivityPage(ActivityStore store, StaffStore staff, Words words) : PageModel
{
    public ProcessingActivity? Activity { get; private set; }

    public ActivityUse Use { get; private set; } = new(0, null);

    public IReadOnlyList<VersionLine> Versions { get; private set; } = [];

    public bool MayEdit => HttpContext.Caller().May(Permission.EditRegisters);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        Activity = await store.FindAsync(id, stop);
        if (Activity is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
            return Page();
        }
        Use = await store.UseAsync(id, stop);
        Versions = await LinesAsync(await store.VersionsAsync(id, stop), stop);
        return Page();
    }

    async Task<IReadOnlyList<VersionLine>> LinesAsync(List<ActivityVersion> versions, CancellationToken stop)
    {
        var caller = HttpContext.Caller();
        var withNames = caller.ReachOf(Permission.ReadLog) == Reach.All;
        var known = await staff.FindAsync([.. versions.Select(version => version.ActorId).OfType<string>().Where(actor => Guid.TryParse(actor, out _)).Distinct()], withNames, stop);
        string? Who(string? actor) => actor is null ? null
            : actor == caller.Actor.Id ? words["actor.you"]
            : known.TryGetValue(actor, out var member) ? member.Name ?? member.Label ?? words["role." + member.Role]
            : words[actor.StartsWith("product:", StringComparison.Ordinal) ? "actor.product" : "actor.someone"];
        return
        [
            .. versions.Index().Select(each => new VersionLine(
                each.Item, Who(each.Item.ActorId),
                each.Index + 1 < versions.Count ? ActivityDifference.Between(versions[each.Index + 1].Body, each.Item.Body) : [])),
        ];
    }
}
