using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.Events;
using Kluis.Registers;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Conversations.Pages;

/// <summary>One conversation: everything but what was said; and that too, once a purpose is named, for a few minutes.</summary>
[Needs(Permission.Search, AuditAct.ConversationViewed)]
sealed class ConversationPage(ConversationReader reader, OpenedReading contents, TombstoneStore tombstones, HoldMarkStore holds, CustomerEvents events, TimeLineReading log, Words words) : PageModel
{
    /// <summary>Why nothing can be shown; <see cref="ReadRefusal.None"/> when it can.</summary>
    public ReadRefusal Refusal { get; private set; }

    public ConversationFacts Facts { get; private set; } = null!;

    public IReadOnlyList<PersonView> People { get; private set; } = [];

    public Opening? Opening { get; private set; }

    public OpenedConversation? Opened { get; private set; }

    public IReadOnlyList<TimeLineEntry> TimeLine { get; private set; } = [];

    public EventsView Events { get; private set; } = null!;

    /// <summary>What of it was destroyed already.</summary>
    public IReadOnlyList<Tombstone> Gone { get; private set; } = [];

    public IReadOnlyList<HoldMark> Holds { get; private set; } = [];

    /// <summary>What is wrong with the purpose that was given, or null.</summary>
    public string? PurposeError { get; private set; }

    public bool MayOpen => IsInReach && OpeningRule.AllowsRole(Facts.Protection, HttpContext.Caller().Role);

    /// <summary>Theirs to open, were it not for its protection.</summary>
    public bool IsInReach => HttpContext.Caller().Reaches(Permission.OpenContent, Facts.Row.Marks);

    public bool MayHold => HttpContext.Caller().May(Permission.Hold);

    public bool MayMark => HttpContext.Caller().Reaches(Permission.MarkSpecial, Facts.Row.Marks);

    /// <summary>Which kind of special data it is, is for those who look after it.</summary>
    public bool SeesSpecial => HttpContext.Caller().ReachOf(Permission.Search) == Reach.All;

    public ProtectionRule Rule => Facts.Protection.Rule();

    public bool SeesWholeLog => HttpContext.Caller().ReachOf(Permission.ReadLog) == Reach.All;

    public bool IsMasked => HttpContext.Caller().ReachOf(Permission.Search) == Reach.FoundCustomer;

    public DateTimeOffset Start => When.At(Facts.Row.StartedAt);

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop) => ShowAsync(id, stop);

    /// <summary>Opens for a purpose, then shows the page anew: reloading it asks nothing again.</summary>
    public async Task<IActionResult> OnPostOpenAsync(Guid id, string? purpose, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(purpose))
            return await ShowAsync(id, "purpose.choose", stop);
        var (refusal, opening) = await reader.OpenAsync(id, HttpContext.Caller(), purpose, stop);
        if (opening is not null)
            return Redirect($"/conversations/{id}");
        // Under a protection that leaves the role nothing, the page itself says so.
        return refusal is ReadRefusal.PurposeRequired or ReadRefusal.PurposeNotAllowed
            ? await ShowAsync(id, "purpose.not-allowed", stop)
            : await ShowAsync(id, stop);
    }

    public async Task<IActionResult> OnPostCloseAsync(Guid id, string opening, string? heard, CancellationToken stop)
    {
        var caller = HttpContext.Caller();
        var (_, found) = await reader.FindOpeningAsync(caller, id, opening, stop);
        if (found is not null)
            await reader.CloseAsync(caller, found, HeardSpans.Read(heard) is { Length: > 0 } spans ? spans : null, stop);
        return Redirect($"/conversations/{id}");
    }

    Task<IActionResult> ShowAsync(Guid id, string error, CancellationToken stop)
    {
        PurposeError = words[error];
        return ShowAsync(id, stop);
    }

    async Task<IActionResult> ShowAsync(Guid id, CancellationToken stop)
    {
        var caller = HttpContext.Caller();
        var (refusal, facts) = await reader.ViewAsync(caller, id, stop);
        if (facts is null)
        {
            Refusal = refusal;
            Gone = refusal == ReadRefusal.Gone ? await tombstones.OfConversationAsync(id, stop) : [];
            Response.StatusCode = ProblemCodes.StatusOf(refusal.Code());
            return Page();
        }
        Facts = facts;
        Holds = await holds.OfConversationAsync(id, stop);
        Gone = await tombstones.OfConversationAsync(id, stop);
        People = [.. PartyMask.For(caller, facts.Parties).Select(party => new PersonView(party))];
        Opening = await reader.FindRunningAsync(caller, facts, stop);
        if (Opening is not null)
            Opened = await contents.ReadAsync(caller, Opening, facts, stop);
        var add = facts.Customer is { } customer && caller.May(Permission.EditPeople) ? $"/customers/{customer}/events/new?conversation={id}" : null;
        Events = new EventsView(await events.OfAsync([.. facts.Parties.Select(party => party.DataSubject)], id, stop), facts.Row.Id, add);
        TimeLine = await log.ReadAsync(caller, facts, words, stop);
        return Page();
    }
}
