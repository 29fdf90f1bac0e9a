using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Http.Features;

namespace Kluis.Intake;

/// <summary>Routes by which conversations come in. Attended: what is refused is answered and not kept.</summary>
static class IntakeApi
{
    const long LargestUpload = 4L << 30;

    internal sealed record StoredView(Guid Id, DateTimeOffset EraseAfter, IReadOnlyList<string> Findings);

    sealed record KeptView(Guid QuarantineId, IReadOnlyList<ProblemView> Problems);

    sealed record ProblemView(string Code, string? Detail);

    public static void MapIntake(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/recordings", TakeRecordingAsync).WithTags("Intake").Needs(Permission.Store, AuditAct.ConversationStored)
            .WithSummary("Hand in a recording (WAV, MP3, Ogg/Opus, M4A) with its metadata")
            .WithDescription("multipart/form-data: the part metadata (JSON: activity, start, direction, queue, agentId, parties …) first, then the recording as a file. Streamed: up to 4 GB. The same bytes again give 200 and the same id. With Prefer: quarantine, what cannot be understood is kept for the privacy officer: 202 and its id.")
            .Accepts<RecordingMetadata>("multipart/form-data").Produces<StoredView>(201).Produces<StoredView>().Produces<KeptView>(202);
        app.MapPost("/api/v1/conversations", TakeVconAsync).WithTags("Intake").Needs(Permission.Store, AuditAct.ConversationStored)
            .WithSummary("Hand in a vCon 0.0.1 to 0.4.0, plain, signed or encrypted, also as gzip, media inside or beside it")
            .WithDescription("The document as the body, or multipart/form-data with the part vcon first and its files after it, matched by content_hash or by name. The processing activity goes in the header Kluis-Activity or the query activity, unless the token has one. With Prefer: quarantine, what cannot be understood is kept for the privacy officer: 202 and its id.")
            .Accepts<object>("application/vcon", "application/vcon+json", "application/json", "application/vcon+gzip", "application/gzip", "multipart/form-data").Produces<StoredView>(201).Produces<StoredView>().Produces<KeptView>(202);
        MapContent(app);
    }

    static void MapContent(IEndpointRouteBuilder app) =>
        app.MapPut("/api/v1/conversations/{id:guid}/dialogs/{n:int}/content", TakeContentAsync).WithTags("Intake").Needs(Permission.Store, AuditAct.ConversationStored)
            .WithSummary("Hand in the recording (WAV, MP3, Ogg/Opus, M4A) of a dialog whose vCon came without it")
            .WithDescription("The sound as the body. n counts the dialogs of the vCon from 0. Streamed: up to 4 GB. Where the vCon gives a content_hash, the sound must fit it. A dialog that has its recording keeps it: 409.")
            .Accepts<Stream>("audio/wav", "audio/x-wav", "audio/mpeg", "audio/mp3", "audio/x-mp3", "audio/ogg", "audio/opus", "application/ogg", "audio/mp4", "audio/x-m4a", "application/octet-stream").Produces<StoredView>(201);

    static async Task<IResult> TakeContentAsync(HttpContext context, Guid id, int n, ContentIntake intake, IntakeGate gate, CancellationToken stop)
    {
        Allow(context, LargestUpload);
        using var turn = await gate.EnterAsync(stop);
        return Answer(await intake.TakeAsync(context.Caller(), id, n, context.Request.Body, stop));
    }

    static Task<IResult> TakeRecordingAsync(HttpContext context, DeliveryApi door, Incoming incoming, IntakeGate gate, CancellationToken stop) =>
        TakeAsync(context, DeliveryOf(context, DeliveryKind.Recording), door, incoming, gate, stop);

    static async Task<IResult> TakeVconAsync(HttpContext context, DeliveryApi door, Incoming incoming, IntakeGate gate, CancellationToken stop)
    {
        var (activity, wrong) = ActivityOf(context.Request);
        return wrong ?? await TakeAsync(context, DeliveryOf(context, DeliveryKind.Vcon) with { Activity = activity }, door, incoming, gate, stop);
    }

    static Delivery DeliveryOf(HttpContext context, DeliveryKind kind) =>
        new(kind, DeliveryWay.Api, context.Request.ContentType ?? "") { ContentEncoding = context.Request.Headers.ContentEncoding };

    static async Task<IResult> TakeAsync(HttpContext context, Delivery delivery, DeliveryApi door, Incoming incoming, IntakeGate gate, CancellationToken stop)
    {
        Allow(context, LargestUpload);
        using var turn = await gate.EnterAsync(stop);
        if (!WantsQuarantine(context.Request))
            return Answer(await door.TakeAsync(context.Caller(), delivery, context.Request.Body, null, stop));
        context.Response.Headers["Preference-Applied"] = "quarantine";
        var taken = await incoming.TakeAsync(context.Caller(), delivery, context.Request.Body, stop);
        return taken.Item is { } item
            ? Results.Accepted($"/api/v1/quarantine/{item}", new KeptView(item, [new ProblemView(taken.Result.Refusal!.Code, taken.Result.Refusal.Detail)]))
            : Answer(taken.Result);
    }

    // RFC 7240 §2: several preferences, in one header or in several.
    static bool WantsQuarantine(HttpRequest request) =>
        request.Headers["Prefer"].SelectMany(line => (line ?? "").Split(',')).Any(wish => wish.Split(';')[0].Trim().Equals("quarantine", StringComparison.OrdinalIgnoreCase));

    static IResult Answer(IntakeResult result)
    {
        if (result.Refusal is { } refusal)
            return new Problem(refusal.Code, refusal.Detail);
        var (stored, view) = (result.Stored!, ViewOf(result));
        return stored.Outcome == Conversations.StoreOutcome.Same ? Results.Ok(view) : Results.Created($"/api/v1/conversations/{stored.Id}", view);
    }

    /// <summary>What is told of something that was stored.</summary>
    internal static StoredView ViewOf(IntakeResult result) => new(result.Stored!.Id, result.Stored.EraseAfter, result.Findings);

    static (Guid? Activity, IResult? Wrong) ActivityOf(HttpRequest request)
    {
        var text = request.Headers["Kluis-Activity"].ToString() is { Length: > 0 } header ? header : request.Query["activity"].ToString();
        if (text.Length == 0)
            return (null, null);
        return Guid.TryParse(text, out var id) ? (id, null) : (null, new Problem("activity.unknown"));
    }

    /// <summary>Lets a body be larger than the server takes by itself.</summary>
    internal static void Allow(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = bytes;
    }
}
