using System.Globalization;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>One thing that takes a second person: what it would do, why, and the decision.</summary>
[Needs(Permission.ReadApprovals, AuditAct.ApprovalViewed)]
sealed class ApprovalPage(Approvals approvals, StaffStore staff, Words words) : PageModel
{
    Dictionary<string, StaffMember> people = [];

    public ApprovalView View { get; private set; } = null!;

    /// <summary>What was typed, when the page shows again.</summary>
    public string? Remark { get; private set; }

    public bool IsRemarkWrong { get; private set; }

    /// <summary>Key of the text that says why nothing was decided; null when nothing went wrong.</summary>
    public string? Refusal { get; private set; }

    public ApprovalContent Told => View.Approval.Content;

    /// <summary>The counts that matter now: of this moment, of the decision, or of the asking.</summary>
    public IReadOnlyList<EffectLine> Effect => View.State == ApprovalState.Open ? View.Now : Told.Decided ?? Told.Asked;

    public string EffectTitle => View.State == ApprovalState.Open ? "approval.effect" : View.State == ApprovalState.Approved ? "approval.effect-then" : "approval.effect-asked";

    public bool MayPickUp => View is { IsOwn: true, State: ApprovalState.Approved, Kind.PickUp: not null, Approval.UsedAt: null } && View.Approval.ExpiresAt > words.When.Now.ToUnixTimeMilliseconds();

    public long? CountedWhenAsked(EffectLine line) => Told.Asked.FirstOrDefault(each => each.Text == line.Text)?.Count is { } count && count != line.Count ? count : null;

    public string NameOf(string? id) => ApprovalPeople.NameOf(id, people, HttpContext.Caller(), words);

    public string ValueOf(AskedFact fact) => fact.Form switch
    {
        FactForm.Text => words[fact.Value],
        FactForm.Person => NameOf(fact.Value),
        FactForm.Until => words.When.Date(DateTimeOffset.Parse(fact.Value, CultureInfo.InvariantCulture).AddMilliseconds(-1)),
        FactForm.Plain => fact.Value,
    };

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop) => ShowAsync(id, stop);

    public Task<IActionResult> OnPostApproveAsync(Guid id, string? remark, CancellationToken stop) => DecideAsync(id, true, remark, stop);

    public Task<IActionResult> OnPostRefuseAsync(Guid id, string? remark, CancellationToken stop) => DecideAsync(id, false, remark, stop);

    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken stop) =>
        await AfterAsync(id, await approvals.WithdrawAsync(HttpContext.Caller(), id, stop), stop);

    async Task<IActionResult> DecideAsync(Guid id, bool approve, string? remark, CancellationToken stop)
    {
        Remark = remark;
        return await AfterAsync(id, await approvals.DecideAsync(HttpContext.Caller(), id, approve, remark, stop), stop);
    }

    Task<IActionResult> AfterAsync(Guid id, ApprovalRefusal refusal, CancellationToken stop)
    {
        if (refusal == ApprovalRefusal.None)
            return Task.FromResult<IActionResult>(Redirect($"/approvals/{id}"));
        IsRemarkWrong = refusal == ApprovalRefusal.RemarkNeeded;
        Refusal = IsRemarkWrong ? "approval.remark-error" : ApprovalTexts.KeyOf(refusal);
        return ShowAsync(id, stop);
    }

    async Task<IActionResult> ShowAsync(Guid id, CancellationToken stop)
    {
        if (await approvals.ReadAsync(HttpContext.Caller(), id, stop) is not { } found)
            return NotFound();
        View = found;
        var named = found.Kind.Facts(Told.Payload).Where(fact => fact.Form == FactForm.Person).Select(fact => fact.Value);
        people = await staff.FindAsync([.. named.Append(found.Approval.AskedBy).Append(found.Approval.DecidedBy).OfType<string>().Distinct()], withNames: true, stop);
        return Page();
    }
}
