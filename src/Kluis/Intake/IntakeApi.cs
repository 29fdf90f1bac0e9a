using System.IO.Compression;
using System.Runtime.CompilerServices;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Kluis.Intake;

/// <summary>Routes by which conversations come in. Attended: what is refused is answered and not kept.</summary>
static class IntakeApi
{
    const long LargestUpload = 4L << 30;

    sealed record StoredView(Guid Id, DateTimeOffset EraseAfter, IReadOnlyList<string> Findings);

    public static void MapIntake(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/recordings", TakeRecordingAsync).WithTags("Intake").Needs(Permission.Store, AuditAct.ConversationStored)
            .WithSummary("Hand in a recording (WAV, MP3, Ogg/Opus) with its metadata")
            .WithDescription("multipart/form-data: the part metadata (JSON: activity, start, direction, queue, agentId, parties …) first, then the recording as a file. Streamed: up to 4 GB. The same bytes again give 200 and the same id.")
            .Accepts<RecordingMetadata>("multipart/form-data").Produces<StoredView>(201).Produces<StoredView>();
        app.MapPost("/api/v1/conversations", TakeVconAsync).WithTags("Intake").Needs(Permission.Store, AuditAct.ConversationStored)
            .WithSummary("Hand in a vCon 0.0.1 to 0.4.0, plain or gzip, media inside or beside it")
            .WithDescription("The document as the body, or multipart/form-data with the part vcon first and its files after it, matched by content_hash or by name. The processing activity goes in the header Kluis-Activity or the query activity, unless the token has one.")
            .Accepts<object>("application/vcon", "application/vcon+json", "application/json", "application/vcon+gzip", "application/gzip", "multipart/form-data").Produces<StoredView>(201).Produces<StoredView>();
        MapContent(app);
    }

    static void MapContent(IEndpointRouteBuilder app) =>
        app.MapPut("/api/v1/conversations/{id:guid}/dialogs/{n:int}/content", TakeContentAsync).WithTags("Intake").Needs(Permission.Store, AuditAct.ConversationStored)
            .WithSummary("Hand in the recording (WAV, MP3, Ogg/Opus) of a dialog whose vCon came without it")
            .WithDescription("The sound as the body. n counts the dialogs of the vCon from 0. Streamed: up to 4 GB. Where the vCon gives a content_hash, the sound must fit it. A dialog that has its recording keeps it: 409.")
            .Accepts<Stream>("audio/wav", "audio/x-wav", "audio/mpeg", "audio/mp3", "audio/x-mp3", "audio/ogg", "audio/opus", "application/ogg", "application/octet-stream").Produces<StoredView>(201);

    static async Task<IResult> TakeContentAsync(HttpContext context, Guid id, int n, ContentIntake intake, DiskReserve reserve, CancellationToken stop)
    {
        reserve.Check();
        Allow(context, LargestUpload);
        return Answer(await intake.TakeAsync(context.Caller(), id, n, context.Request.Body, stop));
    }

    static async Task<IResult> TakeRecordingAsync(HttpContext context, RecordingIntake intake, DiskReserve reserve, CancellationToken stop)
    {
        reserve.Check();
        Allow(context, LargestUpload);
        if (FormApi.Of(context.Request) is not { } form)
            return new Problem("request.unsupported-type", "multipart/form-data with the parts metadata and recording");
        if (await form.NextAsync(stop) is not { } first || NameOf(first) != "metadata")
            return new Problem("recording.metadata-first");
        var (bytes, refusal) = await ReadSmallAsync(first.Body, RecordingMetadata.Longest, stop);
        if (refusal is not null)
            return new Problem(refusal.Code, refusal.Detail);
        var (metadata, wrong) = RecordingMetadata.Read(bytes);
        if (metadata is null)
            return new Problem(wrong!.Code, wrong.Detail);
        if (await form.NextAsync(stop) is not { } second)
            return new Problem("recording.missing");
        return Answer(await intake.TakeAsync(context.Caller(), metadata, bytes, second.Body, async () => await form.NextAsync(stop) is null, stop));
    }

    static async Task<IResult> TakeVconAsync(HttpContext context, VconIntake intake, DiskReserve reserve, CancellationToken stop)
    {
        reserve.Check();
        Allow(context, LargestUpload);
        var (activity, wrong) = ActivityOf(context.Request);
        if (wrong is not null)
            return wrong;
        if (FormApi.Of(context.Request) is not { } form)
        {
            return Unpacked(context.Request.ContentType, context.Request.Headers.ContentEncoding, context.Request.Body) is { } body
                ? Answer(await intake.TakeAsync(context.Caller(), activity, body, None(), stop))
                : new Problem("request.unsupported-type", "application/vcon, application/vcon+json, application/vcon+gzip or multipart/form-data");
        }
        if (await form.NextAsync(stop) is not { } first || NameOf(first) != "vcon")
            return new Problem("request.malformed", "send the part named vcon first, then its files");
        var document = Unpacked(first.ContentType ?? "application/vcon", default, first.Body);
        return document is null
            ? new Problem("request.unsupported-type", "the part vcon is application/vcon or application/vcon+gzip")
            : Answer(await intake.TakeAsync(context.Caller(), activity, document, FilesAsync(form, stop), stop));
    }

    static IResult Answer(IntakeResult result)
    {
        if (result.Refusal is { } refusal)
            return new Problem(refusal.Code, refusal.Detail);
        var stored = result.Stored!;
        var view = new StoredView(stored.Id, stored.EraseAfter, result.Findings);
        return stored.Outcome == Conversations.StoreOutcome.Same ? Results.Ok(view) : Results.Created($"/api/v1/conversations/{stored.Id}", view);
    }

    static (Guid? Activity, IResult? Wrong) ActivityOf(HttpRequest request)
    {
        var text = request.Headers["Kluis-Activity"].ToString() is { Length: > 0 } header ? header : request.Query["activity"].ToString();
        if (text.Length == 0)
            return (null, null);
        return Guid.TryParse(text, out var id) ? (id, null) : (null, new Problem("activity.unknown"));
    }

    /// <summary>The clear JSON stream of a body, unpacked where it is packed; null for a type that is not taken.</summary>
    static Stream? Unpacked(string? contentType, string? contentEncoding, Stream body)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
            return null;
        var packed = contentEncoding == "gzip";
        if (contentEncoding is { Length: > 0 } && !packed)
            return null;
        return type.MediaType.ToString().ToLowerInvariant() switch
        {
            "application/vcon" or "application/vcon+json" or "application/json" => packed ? new GZipStream(body, CompressionMode.Decompress) : body,
            "application/vcon+gzip" or "application/gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => null,
        };
    }

    static async IAsyncEnumerable<SentFile> FilesAsync(FormApi form, [EnumeratorCancellation] CancellationToken stop)
    {
        while (await form.NextAsync(stop) is { } section)
            yield return new SentFile(FileNameOf(section), section.Body);
    }

    static async IAsyncEnumerable<SentFile> None()
    {
        await Task.CompletedTask;
        yield break;
    }

    static string? NameOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) ? HeaderUtilities.RemoveQuotes(disposition.Name).ToString() : null;

    // The name is a label to compare with, never a path: whatever stands before a slash is dropped.
    static string? FileNameOf(MultipartSection section)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            return null;
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        return name.Length is 0 or > 255 ? null : name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    static async Task<(byte[] Bytes, IntakeRefusal? Refusal)> ReadSmallAsync(Stream body, int longest, CancellationToken stop)
    {
        var buffer = new byte[longest + 1];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        return read > longest ? ([], new IntakeRefusal("request.too-large", "metadata: at most 64 KiB")) : (buffer[..read], null);
    }

    static void Allow(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = bytes;
    }
}
