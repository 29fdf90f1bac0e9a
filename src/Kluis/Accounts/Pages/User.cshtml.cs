using System.Globalization;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>One account: what it may, and every act an administrator has on it. Nobody changes his own.</summary>
[Needs(Permission.ReadAccess, AuditAct.AccountViewed, ByGate = true)]
sealed class UserPage(UserList list, AccountStore accounts, AccountChanges changes, Invitations invitations, RoleRequests requests, Journal journal, Words words, TimeProvider time, TimeZoneInfo zone) : PageModel
{
    [BindProperty]
    public UserForm Form { get; set; } = new();

    public UserLine Line { get; private set; } = null!;

    public UserFields Fields { get; private set; } = null!;

    public List<(string Field, string Text)> Errors { get; } = [];

    public string? Link { get; private set; }

    public string? Said { get; private set; }

    public bool IsRefused { get; private set; }

    public bool MayEdit => HttpContext.Caller().May(Permission.EditAccess);

    public bool IsSelf => HttpContext.Caller().User == Line.Account.Id;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        if (TempData["link"] is string secret)
            Link = $"{Request.Scheme}://{Request.Host}/invitation/{secret}";
        if (TempData["said"] is string said)
            (Said, IsRefused) = (words[said], TempData["refused"] is true);
        return await ShowAsync(id, fresh: true, stop);
    }

    public async Task<IActionResult> OnPostRoleAsync(Guid id, string? reason, CancellationToken stop)
    {
        if (await EditedAsync(id, stop) is not { } account)
            return await DeniedAsync(id, stop);
        (Form.Name, Form.Email) = (account.Profile.Name, account.Profile.Email);
        var (wish, problems) = Form.Read(words.Language, zone, time.GetUtcNow());
        Errors.AddRange(problems.Select(problem => (problem.Field, words[problem.Text])));
        var isAsked = wish is not null && AccountChanges.NeedsSecond(wish.Role) && Widens(account, wish);
        if (isAsked && !Approvals.IsReason(reason))
            Errors.Add(("reason", words["user.reason-missing"]));
        if (wish is null || Errors.Count > 0)
            return await ShowAsync(id, fresh: false, stop);
        var caller = HttpContext.Caller();
        var refusal = await changes.SetAgentIdsAsync(caller.Actor, id, wish.AgentIds, stop);
        if (refusal != AccountRefusal.None)
            return Say(id, refusal, "");
        if (isAsked)
        {
            var (asked, _) = await requests.AskAsync(caller, id, wish, reason, stop);
            return asked == ApprovalRefusal.None ? Say(id, AccountRefusal.None, "user.asked") : Say(id, ApprovalTexts.KeyOf(asked), isRefused: true);
        }
        return Say(id, await changes.SetRoleAsync(caller.Actor, id, wish.Role, wish.Team, wish.Queue, wish.RoleEnds, stop), "user.saved");
    }

    public async Task<IActionResult> OnPostLinkAsync(Guid id, CancellationToken stop)
    {
        if (await EditedAsync(id, stop) is not { } account)
            return await DeniedAsync(id, stop);
        TempData["link"] = await invitations.AgainAsync(HttpContext.Caller().Actor, account, stop);
        return Redirect($"/users/{id}");
    }

    public async Task<IActionResult> OnPostFactorsAsync(Guid id, CancellationToken stop) =>
        await EditedAsync(id, stop) is null ? await DeniedAsync(id, stop) : Say(id, await changes.ResetFactorsAsync(HttpContext.Caller().Actor, id, stop), "user.factors-done");

    public async Task<IActionResult> OnPostSignOutAsync(Guid id, CancellationToken stop)
    {
        if (await EditedAsync(id, stop) is null)
            return await DeniedAsync(id, stop);
        await changes.SignOutEverywhereAsync(HttpContext.Caller().Actor, id, but: null, stop);
        return Say(id, AccountRefusal.None, "user.out-done");
    }

    public async Task<IActionResult> OnPostEndAsync(Guid id, bool sure, CancellationToken stop)
    {
        if (await EditedAsync(id, stop) is null)
            return await DeniedAsync(id, stop);
        return sure ? Say(id, await changes.EndAsync(HttpContext.Caller().Actor, id, stop), "user.ended") : Redirect($"/users/{id}");
    }

    // To read this page is not to change what stands on it; and nobody gives himself a new way in.
    async Task<Account?> EditedAsync(Guid id, CancellationToken stop) =>
        MayEdit && HttpContext.Caller().User != id && await accounts.FindAsync(id, stop) is { EndedAt: null } account ? account : null;

    // Less than before, or the same for a shorter time, needs nobody's consent.
    static bool Widens(Account account, NewAccount wish) =>
        account.Role != wish.Role || account.Team != wish.Team || account.Queue != wish.Queue
        || (account.RoleEndsAt is { } ends && (wish.RoleEnds is not { } wished || wished.ToUnixTimeMilliseconds() > ends));

    RedirectResult Say(Guid id, AccountRefusal refusal, string done) =>
        refusal == AccountRefusal.None ? Say(id, done, isRefused: false) : Say(id, "user.refused-" + refusal.ToString().ToLowerInvariant(), isRefused: true);

    RedirectResult Say(Guid id, string said, bool isRefused)
    {
        TempData["said"] = said;
        TempData["refused"] = isRefused;
        return Redirect($"/users/{id}");
    }

    async Task<IActionResult> DeniedAsync(Guid id, CancellationToken stop)
    {
        await journal.OpenedAsync(HttpContext.Caller().Actor, new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, Target = id.ToString() }, stop);
        return Redirect("/no-permission");
    }

    async Task<IActionResult> ShowAsync(Guid id, bool fresh, CancellationToken stop)
    {
        if (await list.FindOneAsync(id, stop) is not { } found)
            return NotFound();
        Line = found;
        if (fresh)
            Form = FormOf(found);
        if (Errors.Count > 0)
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        var (teams, queues) = await accounts.NamesAsync(stop);
        Fields = new UserFields(Form, WithPerson: false, Errors, teams, queues);
        return Page();
    }

    UserForm FormOf(UserLine line) => new()
    {
        Role = line.Account.Role.Name(), Team = line.Account.Team, Queue = line.Account.Queue, Agents = string.Join(' ', line.AgentIds),
        Ends = line.Account.RoleEndsAt is { } ends ? words.When.Local(When.At(ends - 1)).ToString("dd-MM-yyyy", CultureInfo.InvariantCulture) : null,
    };
}
