using Kluis.Access;
using Kluis.Audit;
using Kluis.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Registers.Pages;

/// <summary>A new activity starts from the choices that protect most (GDPR Art. 25(2)); its page says which were left.</summary>
[Needs(Permission.EditRegisters, AuditAct.ActivityCreated)]
sealed class NewActivityPage(ActivityRegister register, IdSource ids) : PageModel
{
    public ActivityForm Form { get; private set; } = new(ActivityForm.Empty, []);

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var body = ActivityForm.Read(await Request.ReadFormAsync(stop));
        var (activity, faults) = ActivityReading.Read(body, ids.New());
        if (activity is null)
        {
            Form = new ActivityForm(body, faults);
            return Page();
        }
        await register.AddAsync(HttpContext.Caller().Actor, activity, stop);
        return Redirect($"/activities/{activity.Id}");
    }
}
