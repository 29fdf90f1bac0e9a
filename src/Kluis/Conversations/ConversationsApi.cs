using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Web;
using Microsoft.Net.Http.Headers;

namespace Kluis.Conversations;

/// <summary>Routes by which conversations are found, opened and taken out.</summary>
static class ConversationsApi
{
    sealed record OpeningBody(Guid? Conversation, string? Purpose);

    sealed record CloseBody(string? Heard);

    public static void MapConversations(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithTags("Conversations");
        group.MapPost("/conversations/search", SearchAsync).Needs(Permission.Search, AuditAct.ConversationSearched)
            .WithSummary("Find conversations, newest first, by identifier, date, channel, queue or agent")
            .WithDescription("All that is given must hold. The next page: send next as cursor. Personal data goes in the body, never in an address.");
        group.MapGet("/conversations/{id:guid}", GetAsync).Needs(Permission.Search, AuditAct.ConversationViewed)
            .WithSummary("Facts of a conversation; with Accept: application/vcon the conversation as a vCon 0.4.0")
            .WithDescription("Facts need no purpose. The vCon holds content: it needs the permission to export and the header Kluis-Purpose.");
        group.MapPost("/openings", OpenAsync).Needs(Permission.OpenContent, AuditAct.ConversationViewed)
            .WithSummary("Open the content of a conversation for a purpose, for 15 minutes; 10 or 5 where it is protected more closely")
            .WithDescription("One entry in the audit log. Send the id as the header Kluis-Opening or the query opening with each request for content.");
        group.MapPost("/openings/{opening}/close", CloseAsync).Needs(Permission.OpenContent, AuditAct.ConversationPlayed)
            .WithSummary("End an opening and tell which spans were heard");
        group.MapMethods("/conversations/{id:guid}/recordings/{n:int}", ["GET", "HEAD"], RecordingAsync).Needs(Permission.OpenContent, AuditAct.ConversationPlayed)
            .WithSummary("The sound of a recording, whole or by range");
        group.MapGet("/conversations/{id:guid}/recordings/{n:int}/peaks", PeaksAsync).Needs(Permission.OpenContent, AuditAct.ConversationViewed)
            .WithSummary("The picture of a recording: loudest of each slice, per channel");
        group.MapGet("/conversations/{id:guid}/content/{section}/{position:int}", ContentAsync).Needs(Permission.OpenContent, AuditAct.ConversationViewed)
            .WithSummary("Text of a chat, mail or transcript, or an attachment");
    }

    static async Task<IResult> SearchAsync(HttpContext context, SearchBody body, Search search, Installation installation, Cursors cursors, CancellationToken stop)
    {
        var (query, problem) = SearchReading.Read(body, installation.Country, cursors);
        if (query is null)
            return new Problem("search.invalid", problem);
        var (refusal, page) = await search.RunAsync(context.Caller(), query, stop);
        return refusal is not null ? new Problem(refusal) : Results.Ok(new { items = page!.Items.Select(ViewOf), next = page.Next });
    }

    static async Task<IResult> GetAsync(HttpContext context, Guid id, ConversationReader reader, VconExport export, CancellationToken stop)
    {
        if (WantsVcon(context.Request))
            return await ExportAsync(context, id, export, stop);
        var (refusal, facts) = await reader.ViewAsync(context.Caller(), id, stop);
        return facts is null ? new Problem(refusal.Code()) : Results.Ok(ViewOf(facts, context.Caller()));
    }

    static async Task<IResult> ExportAsync(HttpContext context, Guid id, VconExport export, CancellationToken stop)
    {
        if (!context.Caller().May(Permission.Export))
            return new Problem("permission.denied");
        var (refusal, write) = await export.PrepareAsync(context.Caller(), id, PurposeOf(context), stop);
        return write is null ? new Problem(refusal.Code()) : Results.Stream(write, "application/vcon", $"{id}.vcon");
    }

    static async Task<IResult> OpenAsync(HttpContext context, OpeningBody body, ConversationReader reader, CancellationToken stop)
    {
        if (body.Conversation is not { } id)
            return new Problem("request.malformed", "conversation: its id");
        var (refusal, opening) = await reader.OpenAsync(id, context.Caller(), body.Purpose, stop);
        return opening is null
            ? new Problem(refusal.Code())
            : Results.Created($"/api/v1/openings/{opening.Id}", new { id = opening.Id, conversation = id, purpose = opening.Purpose, expires = At(opening.ExpiresAt) });
    }

    static async Task<IResult> CloseAsync(HttpContext context, string opening, CloseBody body, OpeningStore openings, ConversationReader reader, CancellationToken stop)
    {
        if (HeardSpans.Read(body.Heard) is not { } heard)
            return new Problem("request.malformed", "heard: spans in seconds, like 0-12,40-55");
        var found = await openings.FindAsync(opening, stop);
        if (found is null || found.ActorId != context.Caller().Actor.Id)
            return new Problem("opening.expired");
        await reader.CloseAsync(context.Caller(), found, heard.Length == 0 ? null : heard, stop);
        return Results.NoContent();
    }

    static async Task<IResult> RecordingAsync(HttpContext context, Guid id, int n, ConversationReader reader, CancellationToken stop)
    {
        var (problem, content) = await OpenPartAsync(context, id, reader, parts => Recordings(parts).ElementAtOrDefault(n), plays: true, stop);
        if (content is null)
            return problem!;
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Stream(content.Stream, AudioTypes.Of(content.Part.MediaType), enableRangeProcessing: true, entityTag: new EntityTagHeaderValue($"\"{content.Part.ObjectId}\""));
    }

    static async Task<IResult> PeaksAsync(HttpContext context, Guid id, int n, ConversationReader reader, CancellationToken stop)
    {
        var (problem, content) = await OpenPartAsync(context, id, reader, parts => Recordings(parts).ElementAtOrDefault(n), plays: false, stop);
        if (content is null)
            return problem!;
        await using var stream = content.Stream;
        return await Waveforms.MakeAsync(content.Part, stream, stop) is { } wave ? Results.Ok(wave) : Results.NoContent();
    }

    static async Task<IResult> ContentAsync(HttpContext context, Guid id, string section, int position, ConversationReader reader, CancellationToken stop)
    {
        var (problem, content) = await OpenPartAsync(context, id, reader, parts => parts.FirstOrDefault(part => part.Section == section && part.Position == position), plays: true, stop);
        if (content is null)
            return problem!;
        // Never shown by a browser as what it says it is: a mail or an attachment may hold script.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers.ContentDisposition = "attachment";
        return Results.Stream(content.Stream, content.Part.Kind == "attachment" ? "application/octet-stream" : TextTypes.Of(content.Part.MediaType));
    }

    static async Task<(IResult? Problem, OpenContent? Content)> OpenPartAsync(
        HttpContext context, Guid id, ConversationReader reader, Func<IReadOnlyList<PartRow>, PartRow?> choose, bool plays, CancellationToken stop)
    {
        var caller = context.Caller();
        var carried = context.Request.Headers["Kluis-Opening"].ToString() is { Length: > 0 } header ? header : context.Request.Query["opening"].ToString();
        var (refusal, opening) = carried.Length > 0
            ? await reader.FindOpeningAsync(caller, id, carried, stop)
            : await reader.OpenAsync(id, caller, PurposeOf(context), stop);
        if (opening is null)
            return (new Problem(refusal.Code()), null);
        var (refused, content) = await reader.ContentAsync(caller, opening, choose, plays, stop);
        return content is null ? (new Problem(refused.Code()), null) : (null, content);
    }

    public static string? PurposeOf(HttpContext context) => context.Request.Headers["Kluis-Purpose"].ToString() is { Length: > 0 } purpose ? purpose : null;

    static IEnumerable<PartRow> Recordings(IReadOnlyList<PartRow> parts) => parts.Where(part => part.Kind == "recording" && part.ObjectId is not null);

    static bool WantsVcon(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Value is "application/vcon" or "application/vcon+json");

    public static object ViewOf(FoundConversation found) => new
    {
        id = found.Row.Id,
        channel = found.Row.Channel,
        direction = found.Row.Direction,
        start = At(found.Row.StartedAt),
        duration = found.Row.DurationMs / 1000.0,
        queue = found.Row.Queue,
        team = found.Row.Team,
        agentId = found.Row.AgentId,
        activity = found.Row.ActivityId,
        parties = found.Parties.Select(PartyView),
        eraseAfter = found.GoneAt,
    };

    static object ViewOf(ConversationFacts facts, Caller caller) => new
    {
        id = facts.Row.Id,
        uuid = facts.Row.VconUuid ?? facts.Row.Id,
        version = facts.Row.Version,
        previous = facts.Row.PreviousId,
        channel = facts.Row.Channel,
        direction = facts.Row.Direction,
        start = At(facts.Row.StartedAt),
        duration = facts.Row.DurationMs / 1000.0,
        received = At(facts.Row.ReceivedAt),
        queue = facts.Row.Queue,
        team = facts.Row.Team,
        agentId = facts.Row.AgentId,
        source = facts.Row.Source,
        activity = new { id = facts.Activity.Id, name = facts.Activity.Name, purpose = facts.Activity.Purpose, legalBasis = facts.Activity.LegalBasis.Name() },
        purposes = caller.Reaches(Permission.OpenContent, facts.Row.Marks) && OpeningRule.AllowsRole(facts.Protection, caller.Role) ? facts.Purposes : [],
        protection = ProtectionView(facts.Protection),
        special = facts.Special is { } mark ? SpecialView(mark, caller) : null,
        parties = PartyMask.For(caller, facts.Parties).Select(PartyView),
        call = facts.Call is { } call ? CallView(call, facts.CallFacts!, caller) : null,
        parts = facts.Parts.Select(part => PartView(part, facts)),
        eraseAfter = facts.GoneAt,
    };

    static JsonObject PartyView(PartyFacts party)
    {
        var view = (JsonObject)party.Fields.DeepClone();
        view["staff"] = party.IsStaff;
        view["subject"] = party.DataSubject.ToString();
        return view;
    }

    static object CallView(CallRow call, CallFacts facts, Caller caller)
    {
        var masked = caller.ReachOf(Permission.Search) == Reach.FoundCustomer;
        return new
        {
            caller = masked ? null : facts.Caller,
            called = masked ? null : facts.Called,
            menuChoices = facts.MenuChoices,
            disposition = facts.Disposition,
            waitSeconds = call.WaitMs / 1000.0,
            holdSeconds = call.HoldMs / 1000.0,
            transfers = call.Transfers,
            eraseAfter = At(call.EraseAfter),
        };
    }

    static object ProtectionView(ProtectionClass protection) => new
    {
        name = protection.Name(), openMinutes = protection.Rule().Opening.TotalMinutes, lockAfterMinutes = protection.Rule().LockAfter.TotalMinutes,
    };

    // Which kind it is says something about the person itself: that is for those who look after it.
    static object SpecialView(SpecialMark mark, Caller caller)
    {
        var seesAll = caller.ReachOf(Permission.Search) == Reach.All;
        return new { ground = mark.Reason.Ground, since = At(mark.MarkedAt), kinds = seesAll ? mark.Reason.Kinds : null, note = seesAll ? mark.Reason.Note : null };
    }

    static object PartView(PartRow part, ConversationFacts facts) => new
    {
        kind = part.Kind,
        section = part.Section,
        position = part.Position,
        start = part.StartedAt is { } start ? At(start) : (DateTimeOffset?)null,
        duration = part.DurationMs / 1000.0,
        mediaType = part.MediaType,
        size = part.Size,
        stored = part.ObjectId is not null,
        recording = facts.Recordings.Index().Where(each => each.Item.Id == part.Id).Select(each => (int?)each.Index).FirstOrDefault(),
        eraseAfter = At(part.EraseAfter),
    };

    static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
