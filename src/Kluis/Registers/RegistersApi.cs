using Kluis.Access;
using Kluis.Audit;
using Kluis.Storage;
using Kluis.Web;

namespace Kluis.Registers;

/// <summary>Routes of processing activities.</summary>
static class RegistersApi
{
    sealed record ActivityView(
        Guid Id, string Name, string Purpose, string LegalBasis, IReadOnlyList<string> Purposes, IReadOnlyDictionary<string, string> Terms, string Recording, string Protection,
        IReadOnlyList<string> People, IReadOnlyList<string> Data, string? Owner, string? Note, long Version, IReadOnlyList<string> ChangedDefaults);

    sealed record ChangedView(ActivityView Activity, StoredView Stored);

    /// <param name="Conversations">How many are stored under it, and keep the dates they have.</param>
    /// <param name="More">There are more conversations than were counted, and one may go later.</param>
    sealed record StoredView(long Conversations, DateTimeOffset? GoneAt, bool? More);

    sealed record VersionView(long Version, DateTimeOffset At, string? By, string? Reason, ActivityBody Activity);

    public static void MapRegisters(this IEndpointRouteBuilder app)
    {
        var activities = app.MapGroup("/api/v1/activities").WithTags("Processing activities");
        activities.MapGet("", ListAsync).NeedsRecorded(Permission.ReadRegisters, AuditAct.ActivityViewed)
            .WithSummary("All processing activities");
        activities.MapGet("/{id:guid}", GetAsync).NeedsRecorded(Permission.ReadRegisters, AuditAct.ActivityViewed)
            .WithSummary("One processing activity").Produces<ActivityView>();
        activities.MapGet("/{id:guid}/versions", VersionsAsync).NeedsRecorded(Permission.ReadRegisters, AuditAct.ActivityViewed)
            .WithSummary("How it read from when on, who changed it and why; newest first");
        activities.MapPost("", CreateAsync).Needs(Permission.EditRegisters, AuditAct.ActivityCreated)
            .WithSummary("Add a processing activity")
            .WithDescription("What is not said is what protects most: recording off, protection high, opened for service alone. changedDefaults names where it says otherwise.")
            .Produces<ActivityView>(201);
        activities.MapPut("/{id:guid}", ChangeAsync).Needs(Permission.EditRegisters, AuditAct.ActivityChanged)
            .WithSummary("Change a processing activity, with a reason")
            .WithDescription("The whole activity and a reason. Terms count for what comes in from now on; what is stored keeps its dates. Recording, purposes and protection count at once. Send version to be refused when somebody else changed it meanwhile.")
            .Produces<ChangedView>();
    }

    static async Task<IResult> ListAsync(ActivityStore store, CancellationToken stop) =>
        Results.Ok(new { items = (await store.AllAsync(stop)).Select(ViewOf) });

    static async Task<IResult> GetAsync(Guid id, ActivityStore store, CancellationToken stop) =>
        await store.FindAsync(id, stop) is { } activity ? Results.Ok(ViewOf(activity)) : new Problem("request.not-found");

    static async Task<IResult> VersionsAsync(Guid id, ActivityStore store, CancellationToken stop) =>
        await store.FindAsync(id, stop) is null
            ? new Problem("activity.unknown")
            : Results.Ok(new { items = (await store.VersionsAsync(id, stop)).Select(each => new VersionView(each.Version, When.At(each.At), each.ActorId, each.Reason, each.Body)) });

    static async Task<IResult> CreateAsync(HttpContext context, ActivityBody body, ActivityRegister register, IdSource ids, CancellationToken stop)
    {
        var (activity, faults) = ActivityReading.Read(body, ids.New());
        if (activity is null)
            return Invalid(faults[0]);
        await register.AddAsync(context.Caller().Actor, activity, stop);
        return Results.Created($"/api/v1/activities/{activity.Id}", ViewOf(activity));
    }

    static async Task<IResult> ChangeAsync(HttpContext context, Guid id, ActivityBody body, ActivityRegister register, ActivityStore store, CancellationToken stop)
    {
        var (activity, faults) = ActivityReading.Read(body, id);
        if (activity is null)
            return Invalid(faults[0]);
        if (!ActivityRegister.IsReason(body.Reason))
            return Invalid(new ActivityFault("reason", "why it is changed, 1 to 500 characters"));
        return await register.ChangeAsync(context.Caller().Actor, activity, body.Reason!, body.Version, stop) switch
        {
            ActivityOutcome.Unknown => new Problem("activity.unknown"),
            ActivityOutcome.ChangedMeanwhile => new Problem("activity.changed-meanwhile"),
            ActivityOutcome.Changed or ActivityOutcome.Same => Results.Ok(await ChangedViewAsync(id, store, stop)),
        };
    }

    static async Task<ChangedView> ChangedViewAsync(Guid id, ActivityStore store, CancellationToken stop)
    {
        var use = await store.UseAsync(id, stop);
        return new ChangedView(ViewOf((await store.FindAsync(id, stop))!), new StoredView(use.Conversations, use.GoneAt is { } gone ? When.At(gone) : null, use.IsMore ? true : null));
    }

    static Problem Invalid(ActivityFault fault) => new("activity.invalid", $"{fault.Field}: {fault.Rule}");

    static ActivityView ViewOf(ProcessingActivity activity) => new(
        activity.Id, activity.Name, activity.Purpose, activity.LegalBasis.Name(), activity.OpeningPurposes,
        activity.Terms.OrderBy(term => term.Key).ToDictionary(term => term.Key.Name(), term => term.Value.ToString()),
        activity.Recording.Name(), activity.Protection.Name(), activity.People, activity.Data, activity.Owner, activity.Note, activity.Version, [.. activity.ChangedDefaults()]);
}
