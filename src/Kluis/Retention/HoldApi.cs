using Kluis.Access;
using Kluis.Audit;
using Kluis.Registers;
using Kluis.Web;

namespace Kluis.Retention;

/// <summary>Routes of legal holds.</summary>
static class HoldApi
{
    sealed record PlaceBody(Guid? Conversation, Guid? Customer, string? Case, string? Reason, string? Owner, string? Review);

    sealed record ReleaseBody(string? Reason);

    sealed record HoldView(
        string Id, string? Conversation, string? Customer, string Case, string? Reason, string Owner, DateTimeOffset Placed, DateTimeOffset Review, DateTimeOffset? Released, string? ReleaseReason);

    public static void MapHolds(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/legal-holds").WithTags("Retention");
        group.MapGet("", ListAsync).NeedsRecorded(Permission.ReadErasures, AuditAct.HoldListed)
            .WithSummary("Legal holds, newest first").WithDescription("released=true for those that hold no more. limit up to 200; cursor: next of the page before.");
        group.MapGet("/{id:guid}", ShowAsync).NeedsRecorded(Permission.ReadErasures, AuditAct.HoldListed).Produces<HoldView>().WithSummary("One legal hold");
        group.MapPost("", PlaceAsync).Needs(Permission.Hold, AuditAct.HoldPlaced)
            .WithSummary("Hold a conversation, or everything of a customer").WithDescription("conversation or customer; case, reason, owner, review (a day, at most two years ahead). Nothing of it is destroyed until it is released.");
        group.MapPost("/{id:guid}/release", ReleaseAsync).Needs(Permission.Hold, AuditAct.HoldReleased)
            .WithSummary("Release a hold, with a reason").WithDescription("What was due meanwhile goes with the next sweep.");
    }

    static async Task<IResult> ListAsync(HttpContext context, LegalHoldStore store, Cursors cursors, bool? released, int? limit, string? cursor, CancellationToken stop)
    {
        var (wish, problem) = PageWish.Read(cursors, limit, cursor);
        if (wish is null)
            return problem!;
        var (page, next) = cursors.Cut(await store.ListAsync(released == true, wish.After, wish.Size + 1, stop), wish.Size, hold => (hold.PlacedAt, hold.Id));
        return Results.Ok(new { items = page.Select(hold => ViewOf(hold, context.Caller())), next });
    }

    static async Task<IResult> ShowAsync(HttpContext context, Guid id, LegalHoldStore store, CancellationToken stop)
    {
        context.Response.Headers.CacheControl = "no-store";
        return await store.FindAsync(id, stop) is { } hold ? Results.Ok(ViewOf(hold, context.Caller())) : new Problem("hold.not-found");
    }

    static async Task<IResult> PlaceAsync(HttpContext context, PlaceBody body, LegalHolds holds, TimeProvider time, CancellationToken stop)
    {
        if (body.Conversation is null == body.Customer is null)
            return new Problem("hold.invalid", "conversation or customer: one of them");
        var review = HoldWish.Day(body.Review);
        if (HoldWish.Faults(body.Case, body.Reason, body.Owner, review, time.GetUtcNow()).FirstOrDefault() is { } fault)
            return new Problem("hold.invalid", fault == "review" ? "review: a day such as 2027-01-31, after today and within two years" : $"{fault}: a text");
        var wish = new HoldWish(body.Conversation, body.Customer, new HoldDetails(body.Case!, body.Reason!, body.Owner!), review!.Value);
        return await holds.PlaceAsync(context.Caller(), wish, stop) is { } id
            ? Results.Created($"/api/v1/legal-holds/{id}", new { id })
            : new Problem(body.Conversation is null ? "customer.not-found" : "conversation.not-found");
    }

    static async Task<IResult> ReleaseAsync(HttpContext context, Guid id, ReleaseBody body, LegalHolds holds, CancellationToken stop)
    {
        if (!ActivityRegister.IsReason(body.Reason))
            return new Problem("hold.invalid", "reason: why it is not needed any more, 1 to 500 characters");
        return await holds.ReleaseAsync(context.Caller(), id, body.Reason!, stop) ? Results.NoContent() : new Problem("hold.not-found");
    }

    // A reason may name somebody, and a conversation or customer leads to them.
    static HoldView ViewOf(LegalHold hold, Caller caller)
    {
        var view = new HoldView(
            hold.Id, hold.ConversationId, hold.SubjectId, hold.Details.Case, hold.Details.Reason, hold.Details.Owner, hold.Placed, hold.Review, hold.Released, hold.ReleaseReason);
        return caller.ReachOf(Permission.ReadErasures) == Reach.All ? view : view with { Conversation = null, Customer = null, Reason = null, ReleaseReason = null };
    }
}
