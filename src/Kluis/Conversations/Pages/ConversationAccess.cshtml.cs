using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Conversations.Pages;

/// <summary>
/// Who could open this conversation now, why, and who has. It names which customer's conversation was opened by whom, so it is for
/// those who see the whole log.
/// </summary>
[Needs(Permission.ReadLog, AuditAct.AccessViewed)]
sealed class ConversationAccessPage(ConversationReader reader, WhoMay who, AuditViewStore log, StaffStore staff, Journal journal, Words words) : PageModel
{
    const int Most = 100;

    public Guid Id { get; private set; }

    public ConversationFacts? Facts { get; private set; }

    public ReadRefusal Refusal { get; private set; }

    public IReadOnlyList<Allowed> Allowed { get; private set; } = [];

    public IReadOnlyList<AuditViewRow> Openings { get; private set; } = [];

    public LogWords Teller { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        var caller = HttpContext.Caller();
        if (caller.ReachOf(Permission.ReadLog) != Reach.All)
        {
            await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, Target = "access of a conversation" }, stop);
            return Redirect("/no-permission");
        }
        Id = id;
        (Refusal, Facts) = await reader.ViewAsync(caller, id, stop);
        if (Facts is null)
        {
            Response.StatusCode = ProblemCodes.StatusOf(Refusal.Code());
            return Page();
        }
        await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.AccessViewed) { Conversation = id }, stop);
        // Reach, and what the protection leaves of it: the two questions that the door asks.
        Allowed = [.. (await who.ReachAsync(Facts.Row.Marks, stop)).Where(each => OpeningRule.AllowsRole(Facts.Protection, each.Holder.Caller.Role))];
        Openings = [.. (await log.TimeLineAsync(id, Most, stop)).Where(LogWords.IsContent)];
        Teller = await LogWords.OfAsync(staff, caller, Openings, withNames: true, words, stop);
        return Page();
    }
}
