using System.Globalization;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.Events;
using Kluis.Conversations.People;
using Kluis.Keys;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Conversations.Pages;

/// <summary>Says by hand what happened to a customer, or in one of their conversations.</summary>
[Needs(Permission.EditPeople, AuditAct.EventReceived)]
sealed class EventNewPage(CustomerReader customers, CustomerEvents events, Installation installation, Words words, TimeZoneInfo zone, TimeProvider time) : PageModel
{
    /// <summary>Null: there is nobody.</summary>
    public CustomerFacts? Customer { get; private set; }

    public Guid? Conversation { get; private set; }

    public string? Kind { get; private set; }

    public string? At { get; private set; }

    public string? Case { get; private set; }

    public List<(string Field, string Text)> Errors { get; } = [];

    public string Back => Conversation is { } id ? $"/conversations/{id}" : $"/customers/{Customer!.Id}";

    public string? ErrorOf(string field) => Errors.Find(error => error.Field == field).Text;

    public Task<IActionResult> OnGetAsync(Guid id, Guid? conversation, CancellationToken stop)
    {
        At = words.When.Date(time.GetUtcNow());
        return ShowAsync(id, conversation, stop);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, Guid? conversation, string? kind, string? at, string? @case, CancellationToken stop)
    {
        (Kind, At, Case) = (kind, at, @case?.Trim());
        var day = words.When.ReadDay(at ?? "");
        var known = EventKinds.Parse(kind);
        if (known is null)
            Errors.Add(("kind", words["event-new.kind-missing"]));
        if (day is null || day > time.GetUtcNow())
            Errors.Add(("at", words["event-new.at-wrong"]));
        if (known?.IsOfCase() == true && string.IsNullOrEmpty(Case))
            Errors.Add(("case", words["event-new.case-missing"]));
        if (known?.IsOfCase() == false && !string.IsNullOrEmpty(Case))
            Errors.Add(("case", words["event-new.case-not"]));
        if (Errors.Count > 0)
            return await ShowAsync(id, conversation, stop);
        // The same rules as for what other systems tell.
        var (told, _) = NewEvent.Read(
            new ToldEvent { Kind = kind, At = day!.Value.ToString("O", CultureInfo.InvariantCulture), Case = Case, Conversation = conversation?.ToString(), Subject = conversation is null ? id.ToString() : null },
            installation.Country, zone, time.GetUtcNow());
        if (told is null)
        {
            Errors.Add(("case", words["event-new.case-long"]));
            return await ShowAsync(id, conversation, stop);
        }
        var result = await events.TakeAsync(HttpContext.Caller(), told, stop);
        if (result.Refusal is null)
            return Redirect(conversation is { } where ? $"/conversations/{where}" : $"/customers/{id}");
        return await ShowAsync(id, result.Refusal == "conversation.not-found" ? null : conversation, stop);
    }

    async Task<IActionResult> ShowAsync(Guid id, Guid? conversation, CancellationToken stop)
    {
        Customer = await customers.ViewAsync(HttpContext.Caller(), id, new CustomerPage(1), stop);
        Conversation = conversation;
        if (Customer is null)
            Response.StatusCode = ProblemCodes.StatusOf("customer.not-found");
        else if (Errors.Count > 0)
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
