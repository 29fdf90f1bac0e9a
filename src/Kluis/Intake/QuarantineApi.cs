using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Intake;

/// <summary>Routes of what came in and was not understood.</summary>
static class QuarantineApi
{
    const int LargestReplacement = 64 << 20;

    /// <param name="Activity">Under which processing activity it belongs, where that is not the one it came with.</param>
    /// <param name="Metadata">Of a recording: what stands in the place of the metadata that came.</param>
    sealed record RetryBody(Guid? Activity, System.Text.Json.Nodes.JsonObject? Metadata);

    sealed record DiscardBody(string? Reason);

    public static void MapQuarantine(this IEndpointRouteBuilder app)
    {
        var items = app.MapGroup("/api/v1/quarantine").WithTags("Quarantine");
        items.MapGet("", ListAsync).NeedsRecorded(Permission.ReadQuarantine, AuditAct.ItemListed)
            .WithSummary("What came in and was not understood, newest first")
            .WithDescription("state: waiting (default), stored, discarded, expired or all; reason: a code; source. limit up to 200; cursor: next of the page before.");
        items.MapGet("/{id:guid}", ReadAsync).NeedsRecorded(Permission.SortQuarantine, AuditAct.ItemListed)
            .WithSummary("One item: the reason, and what came with it");
        items.MapGet("/{id:guid}/content", ContentAsync).Needs(Permission.SortQuarantine, AuditAct.ItemOpened)
            .WithSummary("The bytes as they came").WithDescription("As a file of an unknown kind: nothing in it is run or shown. Each call is in the audit log.");
        items.MapPost("/{id:guid}/retry", RetryAsync).Needs(Permission.SortQuarantine, AuditAct.ItemRetried)
            .WithSummary("Try again, corrected").WithDescription("activity: under which it belongs; metadata: of a recording, instead of what came. Stored, the item ends.");
        items.MapPut("/{id:guid}/retry", ReplaceAsync).Needs(Permission.SortQuarantine, AuditAct.ItemRetried)
            .WithSummary("Try again with a corrected document").WithDescription("The body stands in the place of the document that came; at most 64 MB.")
            .Accepts<object>("application/vcon", "application/vcon+json", "application/json");
        items.MapPost("/{id:guid}/discard", DiscardAsync).Needs(Permission.SortQuarantine, AuditAct.ItemDiscarded)
            .WithSummary("Discard an item").WithDescription("reason: " + string.Join(", ", Quarantine.Decisions) + ". Its key is destroyed at once.");
    }

    static async Task<IResult> ListAsync(
        QuarantineStore store, Cursors cursors, string? state, string? reason, string? source, int? limit, string? cursor, CancellationToken stop)
    {
        var known = Enum.TryParse<ItemState>(state ?? "waiting", ignoreCase: true, out var asked);
        if (!known && state != "all")
            return new Problem("request.malformed", "state: waiting, stored, discarded, expired or all");
        var (wish, problem) = PageWish.Read(cursors, limit, cursor);
        if (wish is null)
            return problem!;
        var filter = new QuarantineFilter(known ? asked : null, reason, source);
        var (page, next) = cursors.Cut(await store.ListAsync(filter, wish.After, wish.Size + 1, stop), wish.Size, row => (row.ReceivedAt, row.Id));
        return Results.Ok(new { items = page.Select(ShapeOf), next });
    }

    static async Task<IResult> ReadAsync(HttpContext context, Guid id, QuarantineStore store, Quarantine quarantine, CancellationToken stop)
    {
        if (await store.FindAsync(id, stop) is not { } row)
            return new Problem("item.not-found");
        using var item = await quarantine.OpenAsync(id, stop);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new
        {
            item = ShapeOf(row), fileName = item?.Details.FileName, contentType = item?.Details.ContentType, detail = item?.Details.Detail,
            metadata = item?.Details.Metadata, sentence = ProblemCodes.SentenceOf(row.Reason),
        });
    }

    static async Task<IResult> ContentAsync(HttpContext context, Guid id, Quarantine quarantine, CancellationToken stop)
    {
        using var item = await quarantine.OpenAsync(id, stop);
        if (item is null)
            return new Problem("item.not-found");
        context.Response.Headers.CacheControl = "no-store";
        return Results.Stream(await quarantine.ReadAsync(context.Caller(), item, stop), "application/octet-stream", $"kluis-item-{id}");
    }

    static async Task<IResult> RetryAsync(HttpContext context, Guid id, RetryBody body, Incoming incoming, CancellationToken stop) =>
        Answer(await incoming.RetryAsync(
            context.Caller(), id, delivery => delivery with { Activity = body.Activity, Metadata = body.Metadata?.ToJsonString() ?? delivery.Metadata }, null, stop));

    static async Task<IResult> ReplaceAsync(HttpContext context, Guid id, Incoming incoming, CancellationToken stop)
    {
        if (context.Request.ContentLength is null or > LargestReplacement)
            return new Problem("request.too-large", "with Content-Length, at most 64 MB");
        IntakeApi.Allow(context, LargestReplacement);
        return Answer(await incoming.RetryAsync(
            context.Caller(), id, delivery => delivery with { ContentType = context.Request.ContentType ?? "application/vcon", ContentEncoding = null }, context.Request.Body, stop));
    }

    static async Task<IResult> DiscardAsync(HttpContext context, Guid id, DiscardBody body, Quarantine quarantine, CancellationToken stop)
    {
        if (body.Reason is not { } reason || !Quarantine.Decisions.Contains(reason))
            return new Problem("item.invalid", "reason: one of " + string.Join(", ", Quarantine.Decisions));
        return await quarantine.DiscardAsync(context.Caller(), id, reason, stop) ? Results.NoContent() : new Problem("item.not-found");
    }

    static IResult Answer(IntakeResult? result) => result switch
    {
        null => new Problem("item.not-found"),
        { Refusal: { } refusal } => new Problem(refusal.Code, refusal.Detail),
        _ => Results.Ok(IntakeApi.ViewOf(result)),
    };

    static object ShapeOf(QuarantineRow row) => new
    {
        id = row.Id, state = row.State, kind = row.Kind, way = row.Way, source = row.Source, reason = row.Reason, size = row.Size, tries = row.Tries,
        receivedAt = When.At(row.ReceivedAt), expiresAt = When.At(row.ExpiresAt), decidedAt = row.DecidedAt is { } at ? When.At(at) : (DateTimeOffset?)null,
        decision = row.Decision, conversation = row.ConversationId,
    };
}
