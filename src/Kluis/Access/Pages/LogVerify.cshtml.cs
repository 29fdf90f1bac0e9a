using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>Has the whole log computed anew, shows what came out, and how anybody can do the same without this program's word for it.</summary>
[Needs(Permission.ReadLog, AuditAct.LogVerified)]
sealed class LogVerifyPage(LogCheck check, LogCheckStore store, SequencerStore sequencer, LogPublisher publisher, StaffStore staff, Journal journal, Words words) : PageModel
{
    const int Shown = 10;

    public LogSight Sight => LogSight.Of(HttpContext.Caller());

    public LogCheckProgress? Running => check.Running;

    public bool BrokeOff => check.BrokeOff;

    public IReadOnlyList<LogCheckRow> Results { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Names { get; private set; } = new Dictionary<string, string>();

    public CheckpointRow? Newest { get; private set; }

    public string VerifierKey => sequencer.Signer.VerifierKey.ToString();

    public async Task OnGetAsync(CancellationToken stop)
    {
        Newest = await publisher.NewestAsync(stop);
        Results = await store.NewestAsync(Shown, stop);
        var ids = Results.Select(row => row.ActorId).Distinct().ToList();
        var teller = new LogWords(HttpContext.Caller(), await staff.FindAsync([.. ids.Where(id => Guid.TryParse(id, out _))], Sight.KnowsStaff, stop), Sight.KnowsStaff, words);
        Names = ids.ToDictionary(id => id, teller.Who);
    }

    /// <summary>Starts it; the entry is written with what came out.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var caller = HttpContext.Caller();
        if (Sight.MayVerify)
        {
            check.Start(caller.Actor);
            return Redirect("/log/verify");
        }
        await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, Target = "log verify" }, stop);
        return Redirect("/no-permission");
    }
}
