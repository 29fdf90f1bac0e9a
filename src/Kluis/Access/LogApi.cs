using System.Formats.Tar;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Access;

/// <summary>Routes of the audit log: read, export, verify.</summary>
static class LogApi
{
    public static void MapLog(this IEndpointRouteBuilder app)
    {
        var log = app.MapGroup("/api/v1/log").WithTags("Audit log");
        log.MapGet("", ListAsync).NeedsRecorded(Permission.ReadLog, AuditAct.LogViewed);
        log.MapGet("/checkpoint", CheckpointAsync).NeedsRecorded(Permission.ReadLog, AuditAct.LogViewed);
        log.MapGet("/key", Key).NeedsRecorded(Permission.ReadLog, AuditAct.LogViewed);
        log.MapGet("/export", ExportAsync).Needs(Permission.ReadLog, AuditAct.LogExported);
    }

    static async Task<IResult> ListAsync(HttpContext context, AuditViewStore store, CancellationToken stop, long? before = null, int limit = 100, Guid? conversation = null)
    {
        if (limit is < 1 or > 200)
            return new Problem("search.invalid", "limit: 1 to 200");
        var sight = LogSight.Of(context.Caller());
        var query = new AuditQuery { Before = before, Limit = limit, Conversation = conversation };
        if (sight.Refuses(query))
            return new Problem("search.invalid", "conversation: your role does not see which conversation an entry is about");
        var rows = (await store.FindAsync(sight.Narrow(query), stop)).ConvertAll(sight.Show);
        return Results.Ok(new
        {
            items = rows.Select(row => new
            {
                seq = row.Seq, id = row.EntryId, at = DateTimeOffset.FromUnixTimeMilliseconds(row.At), act = row.Act, outcome = row.Outcome, purpose = row.Why,
                actor = row.ActorId, subject = row.SubjectId, conversation = row.ConversationId,
            }),
            before = rows.Count == limit ? rows[^1].Seq : (long?)null,
        });
    }

    static async Task<IResult> CheckpointAsync(LogPublisher publisher, CancellationToken stop) =>
        await publisher.NewestAsync(stop) is { } newest ? Results.Text(newest.Note, "text/plain") : Results.NoContent();

    static IResult Key(SequencerStore sequencer) => Results.Text(sequencer.Signer.VerifierKey + "\n", "text/plain");

    static async Task<IResult> ExportAsync(HttpContext context, SequencerStore sequencer, LogPublisher publisher, Journal journal, CancellationToken stop)
    {
        if (!LogSight.Of(context.Caller()).SeesWhole)
        {
            await journal.OpenedAsync(context.Caller().Actor, new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, Target = "log export" }, stop);
            return new Problem("permission.denied");
        }
        await journal.OpenedAsync(context.Caller().Actor, new AuditEvent(AuditAct.LogExported), stop);
        await sequencer.RunAsync(stop);
        // Leaves hold commitments only, so a folder of them may lie on disk for the moment it takes to send it.
        var folder = Directory.CreateTempSubdirectory("kluis-log-");
        context.Response.OnCompleted(() =>
        {
            folder.Delete(recursive: true);
            return Task.CompletedTask;
        });
        await publisher.ExportAsync(folder.FullName, stop);
        return Results.Stream(to => TarFile.CreateFromDirectoryAsync(folder.FullName, to, includeBaseDirectory: false, stop), "application/x-tar", "kluis-log.tar");
    }
}
