using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>Invites somebody. The least role is chosen beforehand.</summary>
[Needs(Permission.EditAccess, AuditAct.AccountInvited)]
sealed class UserNewPage(Invitations invitations, RoleRequests requests, AccountStore accounts, Words words, TimeProvider time, TimeZoneInfo zone) : PageModel
{
    [BindProperty]
    public UserForm Form { get; set; } = new() { Role = Role.Agent.Name() };

    public string? Reason { get; private set; }

    public List<(string Field, string Text)> Errors { get; } = [];

    public UserFields Fields { get; private set; } = null!;

    public Task OnGetAsync(CancellationToken stop) => ShowAsync(stop);

    public async Task<IActionResult> OnPostAsync(string? reason, CancellationToken stop)
    {
        Reason = reason;
        var (wish, problems) = Form.Read(words.Language, zone, time.GetUtcNow());
        Errors.AddRange(problems.Select(problem => (problem.Field, words[problem.Text])));
        // Whoever opens content of others starts as an agent without calls; the role comes when a second person agrees.
        var isAsked = wish is not null && AccountChanges.NeedsSecond(wish.Role);
        if (isAsked && !Approvals.IsReason(reason))
            Errors.Add(("reason", words["user.reason-missing"]));
        if (isAsked && HttpContext.Caller().User is null)
            Errors.Add(("role", words[ApprovalTexts.KeyOf(ApprovalRefusal.PersonNeeded)]));
        if (wish is null || Errors.Count > 0)
            return await ShowAsync(stop);
        var sent = await invitations.InviteAsync(HttpContext.Caller().Actor, isAsked ? wish with { Role = Role.Agent } : wish, stop);
        if (sent.Refusal != InvitationRefusal.None)
        {
            Errors.Add(sent.Refusal == InvitationRefusal.EmailTaken ? ("email", words["user.email-taken"]) : ("agents", words["user.agent-taken"]));
            return await ShowAsync(stop);
        }
        if (isAsked)
            await requests.AskAsync(HttpContext.Caller(), sent.Id, wish, reason, stop);
        TempData["link"] = sent.Secret;
        TempData["said"] = isAsked ? "user.asked" : null;
        return Redirect($"/users/{sent.Id}");
    }

    async Task<IActionResult> ShowAsync(CancellationToken stop)
    {
        if (Errors.Count > 0)
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        var (teams, queues) = await accounts.NamesAsync(stop);
        Fields = new UserFields(Form, WithPerson: true, Errors, teams, queues);
        return Page();
    }
}
