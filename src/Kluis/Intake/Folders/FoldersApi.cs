using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Intake.Folders;

/// <summary>Routes of watched folders.</summary>
static class FoldersApi
{
    /// <param name="Folder">Name of a folder in KLUIS_INBOX; said once.</param>
    /// <param name="Source">The name under which its files come in; said once.</param>
    /// <param name="Activity">Processing activity of everything that does not say another.</param>
    /// <param name="Recipe">How the other system writes things down; without it our own fields.</param>
    /// <param name="Pattern">What the names of recordings tell; without it that of the recipe.</param>
    /// <param name="Deletes">Whether an original goes once it is stored or in quarantine.</param>
    /// <param name="StableSeconds">For how long a file must not have changed.</param>
    /// <param name="Enabled">Whether it is looked at.</param>
    sealed record FolderBody(string? Folder, string? Source, Guid? Activity, string? Recipe, string? Pattern, bool? Deletes, int? StableSeconds, bool? Enabled)
    {
        public FolderWish Wish => new(Folder, Source)
        {
            Activity = Activity, Recipe = Recipe ?? "kluis", Pattern = Pattern, Deletes = Deletes ?? false, StableSeconds = StableSeconds ?? 10, IsOn = Enabled ?? true,
        };
    }

    public static void MapFolders(this IEndpointRouteBuilder app)
    {
        var folders = app.MapGroup("/api/v1/folders").WithTags("Folders");
        folders.MapGet("", ListAsync).NeedsRecorded(Permission.ReadFolders, AuditAct.FolderListed)
            .WithSummary("Watched folders, with what came in and what stays");
        folders.MapPost("", AddAsync).Needs(Permission.EditAccess, AuditAct.FolderAdded)
            .WithSummary("Watch a folder").WithDescription("folder: a folder that is in KLUIS_INBOX. One folder has one source.");
        folders.MapPut("/{id:guid}", ChangeAsync).Needs(Permission.EditAccess, AuditAct.FolderChanged)
            .WithSummary("Change how a folder is watched, or switch it off").WithDescription("The whole of it; folder and source stay.");
        folders.MapDelete("/{id:guid}", RemoveAsync).Needs(Permission.EditAccess, AuditAct.FolderRemoved)
            .WithSummary("Watch a folder no longer").WithDescription("What was taken in stays, and so do the files in it.");
        folders.MapPost("/preview", PreviewAsync).NeedsRecorded(Permission.ReadFolders, AuditAct.FolderListed)
            .WithSummary("What a pattern reads from the first files of a folder").WithDescription("folder, recipe, pattern. Figures are dots for who may not sort the quarantine.");
    }

    static async Task<IResult> ListAsync(FolderStore store, CancellationToken stop) => Results.Ok(new { items = (await store.AllAsync(stop)).Select(ShapeOf) });

    static async Task<IResult> AddAsync(HttpContext context, FolderBody body, FolderDesk desk, CancellationToken stop)
    {
        var answer = await desk.AddAsync(context.Caller().Actor, body.Wish, stop);
        return answer.Folder is { } folder ? Results.Created($"/api/v1/folders/{folder.Id}", ShapeOf(folder)) : Refused(answer);
    }

    static async Task<IResult> ChangeAsync(HttpContext context, Guid id, FolderBody body, FolderDesk desk, CancellationToken stop)
    {
        var answer = await desk.ChangeAsync(context.Caller().Actor, id, body.Wish, stop);
        return answer.Folder is { } folder ? Results.Ok(ShapeOf(folder)) : answer.Problems.Count > 0 ? Refused(answer) : new Problem("folder.not-found");
    }

    static async Task<IResult> RemoveAsync(HttpContext context, Guid id, FolderDesk desk, CancellationToken stop) =>
        await desk.RemoveAsync(context.Caller().Actor, id, stop) ? Results.NoContent() : new Problem("folder.not-found");

    static IResult PreviewAsync(HttpContext context, FolderBody body, FolderDesk desk, FolderPreview preview, Inbox inbox)
    {
        if (body.Folder is not { } folder || !Inbox.IsName(folder) || !inbox.Names().Contains(folder, StringComparer.Ordinal))
            return new Problem("folder.invalid", "folder: the name of a folder that is in KLUIS_INBOX");
        var (pattern, problem) = desk.PatternOf(body.Recipe, body.Pattern);
        if (problem is not null)
            return Refused(new(null, [problem]));
        context.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new
        {
            items = preview.Of(context.Caller(), folder, pattern).Select(line => new
            {
                name = line.Name, metadata = line.Kind.ToString().ToLowerInvariant(), misfit = line.Reading.Misfit, fields = line.Reading.Fields.ToDictionary(field => field.Field, field => field.Text),
            }),
        });
    }

    static Problem Refused(FolderAnswer answer) => new("folder.invalid", string.Join("; ", answer.Problems.Select(problem => $"{problem.Field}: {problem.Sentence}")));

    static object ShapeOf(WatchedFolder row) => new
    {
        id = row.Id, folder = row.Folder, source = row.Source, activity = row.ActivityId, recipe = row.Recipe, pattern = row.Pattern, deletes = row.Deletes,
        stableSeconds = row.StableSeconds, enabled = row.IsOn, created = When.At(row.CreatedAt), lookedAt = When.At(row.LookedAt), takenAt = When.At(row.TakenAt),
        taken = row.Taken, quarantined = row.Quarantined, fault = row.Fault, faultSince = When.At(row.FaultAt),
        left = row.Left.Select(left => new { reason = left.Reason.Name(), files = left.Files, oldest = When.At(left.Oldest) }),
    };
}
