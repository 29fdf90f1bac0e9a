using Kluis.Access;
using Kluis.Audit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Registers.Pages;

/// <summary>Changes an activity in two steps: the form, then the effect, counted now, with a reason. Nothing is stored before the second.</summary>
[Needs(Permission.EditRegisters, AuditAct.ActivityChanged)]
sealed class ChangeActivityPage(ActivityRegister register, ActivityStore store) : PageModel
{
    public ProcessingActivity? Activity { get; private set; }

    public ActivityForm Form { get; private set; } = null!;

    /// <summary>Set in the second step: what the change would do.</summary>
    public IReadOnlyList<ActivityDifference>? Differences { get; private set; }

    public ActivityUse Use { get; private set; } = new(0, null);

    /// <summary>Key of what stands in the way as a whole, or null.</summary>
    public string? Refusal { get; private set; }

    public bool LacksReason { get; private set; }

    public bool HasNewTerm => Differences?.Any(difference => difference.Field.StartsWith("terms.", StringComparison.Ordinal)) == true;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        if (await FindAsync(id, stop))
            Form = new ActivityForm(ActivityBody.Of(Activity!), []);
        return Page();
    }

    /// <summary>Shows what the change would do.</summary>
    public async Task<IActionResult> OnPostCheckAsync(Guid id, CancellationToken stop)
    {
        await ReadAsync(id, stop);
        return Page();
    }

    /// <summary>Back to the form, with what was written.</summary>
    public async Task<IActionResult> OnPostEditAsync(Guid id, CancellationToken stop)
    {
        if (await FindAsync(id, stop))
            Form = new ActivityForm(ActivityForm.Read(await Request.ReadFormAsync(stop)), []);
        return Page();
    }

    public async Task<IActionResult> OnPostSaveAsync(Guid id, CancellationToken stop)
    {
        if (await ReadAsync(id, stop) is not { } wish)
            return Page();
        LacksReason = !ActivityRegister.IsReason(Form.Body.Reason);
        if (LacksReason)
            return Page();
        var outcome = await register.ChangeAsync(HttpContext.Caller().Actor, wish, Form.Body.Reason!, Form.Body.Version, stop);
        if (outcome is ActivityOutcome.Changed or ActivityOutcome.Same)
            return Redirect($"/activities/{id}");
        (Refusal, Differences) = ("activity-change.meanwhile", null);
        return Page();
    }

    // The change as it was sent, when it can be made; else the form says why not.
    async Task<ProcessingActivity?> ReadAsync(Guid id, CancellationToken stop)
    {
        if (!await FindAsync(id, stop))
            return null;
        var body = ActivityForm.Read(await Request.ReadFormAsync(stop));
        var (wish, faults) = ActivityReading.Read(body, id);
        Form = new ActivityForm(body, faults);
        if (wish is null)
            return null;
        var differences = ActivityDifference.Between(ActivityBody.Of(Activity!), ActivityBody.Of(wish));
        Refusal = body.Version is { } version && version != Activity!.Version ? "activity-change.meanwhile" : differences.Count == 0 ? "activity-change.nothing" : null;
        if (Refusal is not null)
            return null;
        (Differences, Use) = (differences, await store.UseAsync(id, stop));
        return wish;
    }

    async Task<bool> FindAsync(Guid id, CancellationToken stop)
    {
        Activity = await store.FindAsync(id, stop);
        if (Activity is null)
            Response.StatusCode = StatusCodes.Status404NotFound;
        return Activity is not null;
    }
}
