using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Keys;
using Kluis.Web;

namespace Kluis.Conversations.Events;

/// <summary>Routes by which other systems tell what happened, and by which it is read again.</summary>
static class EventsApi
{
    sealed record EventView(Guid Id);

    public static void MapEvents(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/events", TakeAsync).Needs(Permission.Store, AuditAct.EventReceived).WithTags("Events")
            .WithSummary("Tell what happened to a customer: a case, complaint, contract, consent or payment")
            .WithDescription("kind, at, and of whom: conversation, subject, or phone, email and customerNumber; case is the number of the case. The same event again gives 200 and the same id. A person who is in no conversation is not made: 422 event.person-unknown.")
            .Produces<EventView>(201).Produces<EventView>();
        app.MapGet("/api/v1/customers/{id:guid}/events", OfCustomerAsync).Needs(Permission.Search, AuditAct.SubjectViewed).WithTags("Events")
            .WithSummary("What happened to a customer, the newest first, and their cases");
        app.MapGet("/api/v1/conversations/{id:guid}/events", OfConversationAsync).Needs(Permission.Search, AuditAct.ConversationViewed).WithTags("Events")
            .WithSummary("What happened in and around a conversation, the newest first, and its cases");
    }

    static async Task<IResult> TakeAsync(HttpContext context, ToldEvent body, CustomerEvents events, Installation installation, TimeZoneInfo zone, TimeProvider time, CancellationToken stop)
    {
        var (told, problem) = NewEvent.Read(body, installation.Country, zone, time.GetUtcNow());
        if (told is null)
            return new Problem(NewEvent.Invalid, problem);
        var result = await events.TakeAsync(context.Caller(), told, stop);
        if (result.Refusal is { } refusal)
            return new Problem(refusal);
        return result.IsNew ? Results.Json(new EventView(result.Id), statusCode: StatusCodes.Status201Created) : Results.Ok(new EventView(result.Id));
    }

    static async Task<IResult> OfCustomerAsync(HttpContext context, Guid id, CustomerReader reader, CustomerEvents events, CancellationToken stop)
    {
        var facts = await reader.ViewAsync(context.Caller(), id, new CustomerPage(1), stop);
        return facts is null ? new Problem("customer.not-found") : Results.Ok(ViewOf(await events.OfAsync([facts.Id], null, stop)));
    }

    static async Task<IResult> OfConversationAsync(HttpContext context, Guid id, ConversationReader reader, CustomerEvents events, CancellationToken stop)
    {
        var (refusal, facts) = await reader.ViewAsync(context.Caller(), id, stop);
        return facts is null ? new Problem(refusal.Code()) : Results.Ok(ViewOf(await events.OfAsync([.. facts.Parties.Select(party => party.DataSubject)], id, stop)));
    }

    static object ViewOf(EventFacts facts) => new
    {
        cases = facts.Cases.Select(each => new { number = each.Number, kind = each.Row.Kind, opened = When.At(each.Row.OpenedAt), closed = When.At(each.Row.ClosedAt) }),
        events = facts.Events.Select(row => new
        {
            id = row.Id, kind = row.Kind, at = When.At(row.At), source = row.Source, conversation = row.ConversationId,
            @case = row.CaseId is null ? null : facts.Cases.FirstOrDefault(each => each.Row.Id == row.CaseId)?.Number,
        }),
        more = facts.IsLong,
    };
}
