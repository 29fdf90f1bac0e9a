using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>What takes a second person: what waits for me, what I asked, what was decided lately.</summary>
[Needs(Permission.ReadApprovals, AuditAct.ApprovalViewed, ByGate = true)]
sealed class ApprovalsPage(Approvals approvals, StaffStore staff, Words words) : PageModel
{
    Dictionary<string, StaffMember> people = [];

    public IReadOnlyList<ApprovalView> All { get; private set; } = [];

    public IEnumerable<ApprovalView> ToDecide => Open.Where(each => each.MayDecide);

    public IEnumerable<ApprovalView> Asked => Open.Where(each => each.IsOwn);

    public IEnumerable<ApprovalView> OfOthers => Open.Where(each => !each.IsOwn && !each.MayDecide);

    public IEnumerable<ApprovalView> Decided => All.Where(each => each.State != ApprovalState.Open).OrderByDescending(each => each.Approval.DecidedAt ?? each.Approval.ExpiresAt);

    public async Task OnGetAsync(CancellationToken stop)
    {
        All = await approvals.ListAsync(HttpContext.Caller(), stop);
        people = await staff.FindAsync([.. All.SelectMany(each => new[] { each.Approval.AskedBy, each.Approval.DecidedBy }).OfType<string>().Distinct()], withNames: true, stop);
    }

    public string NameOf(string? id) => ApprovalPeople.NameOf(id, people, HttpContext.Caller(), words);

    IEnumerable<ApprovalView> Open => All.Where(each => each.State == ApprovalState.Open);
}

/// <summary>Who asked and who decided, by name: two people who must answer for one act know each other.</summary>
static class ApprovalPeople
{
    public static string NameOf(string? id, Dictionary<string, StaffMember> people, Caller reader, Words words) =>
        id is null ? words["actor.product"]
        : id == reader.Actor.Id ? words["actor.you"]
        : people.GetValueOrDefault(id) is { } member ? member.Name ?? words["actor.role", words["role." + member.Role]]
        : words["actor.someone"];

    public static Tone ToneOf(ApprovalState state) => state switch
    {
        ApprovalState.Open => Tone.Info,
        ApprovalState.Approved => Tone.Ok,
        ApprovalState.Refused => Tone.Error,
        ApprovalState.Withdrawn => Tone.Neutral,
        ApprovalState.Expired => Tone.Warning,
    };

    public static string IconOf(ApprovalState state) => state switch
    {
        ApprovalState.Open => "time",
        ApprovalState.Approved => "ok",
        ApprovalState.Refused => "stop",
        ApprovalState.Withdrawn => "back",
        ApprovalState.Expired => "warning",
    };
}
