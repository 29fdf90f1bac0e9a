using Kluis.Access;
using Kluis.Audit;
using Kluis.Storage;
using Kluis.Web;

namespace Kluis.Registers;

/// <summary>Routes of processing activities.</summary>
static class RegistersApi
{
    sealed record ActivityBody(string? Name, string? Purpose, string? LegalBasis, string[]? Purposes, Dictionary<string, string>? Terms);

    sealed record ActivityView(Guid Id, string Name, string Purpose, string LegalBasis, IReadOnlyList<string> Purposes, IReadOnlyDictionary<string, string> Terms);

    public static void MapRegisters(this IEndpointRouteBuilder app)
    {
        var activities = app.MapGroup("/api/v1/activities").WithTags("Processing activities");
        activities.MapGet("", ListAsync).NeedsRecorded(Permission.ReadRegisters, AuditAct.ActivityViewed);
        activities.MapGet("/{id:guid}", GetAsync).NeedsRecorded(Permission.ReadRegisters, AuditAct.ActivityViewed);
        activities.MapPost("", CreateAsync).Needs(Permission.EditRegisters, AuditAct.ActivityCreated);
    }

    static async Task<IResult> ListAsync(ActivityStore store, CancellationToken stop) =>
        Results.Ok(new { items = (await store.AllAsync(stop)).Select(ViewOf) });

    static async Task<IResult> GetAsync(Guid id, ActivityStore store, CancellationToken stop) =>
        await store.FindAsync(id, stop) is { } activity ? Results.Ok(ViewOf(activity)) : new Problem("request.not-found");

    static async Task<IResult> CreateAsync(HttpContext context, ActivityBody body, Journal journal, IdSource ids, CancellationToken stop)
    {
        if (Read(body, ids.New(), out var activity) is { } problem)
            return new Problem("activity.invalid", problem);
        await journal.ChangeAsync(
            context.Caller().Actor,
            async change =>
            {
                await ActivityStore.AddAsync(change, activity!);
                change.Record(new AuditEvent(AuditAct.ActivityCreated) { Target = activity!.Id.ToString() });
                return true;
            },
            stop);
        return Results.Created($"/api/v1/activities/{activity!.Id}", ViewOf(activity));
    }

    static string? Read(ActivityBody body, Guid id, out ProcessingActivity? activity)
    {
        activity = null;
        var terms = new Dictionary<PartKind, Term>();
        foreach (var (name, text) in body.Terms ?? [])
        {
            if (PartKinds.Parse(name) is not { } kind)
                return "terms: kinds are " + string.Join(", ", Enum.GetValues<PartKind>().Select(known => known.Name()));
            if (Term.Parse(text) is not { } term)
                return $"terms.{kind.Name()}: a term like P90D, P6M or P7Y";
            terms[kind] = term;
        }
        if (body.Name is not { Length: > 0 and <= 200 })
            return "name: 1 to 200 characters";
        if (body.Purpose is not { Length: > 0 and <= 1000 })
            return "purpose: why this is kept, 1 to 1000 characters";
        if (LegalBases.Parse(body.LegalBasis) is not { } basis)
            return "legalBasis: one of " + string.Join(", ", Enum.GetValues<LegalBasis>().Select(known => known.Name()));
        if (terms.Count == 0)
            return "terms: at least one kind of data needs a term";
        if (body.Purposes?.Any(purpose => !OpeningPurpose.IsKnown(purpose)) == true)
            return "purposes: among " + string.Join(", ", OpeningPurpose.All);
        activity = new ProcessingActivity(id, body.Name, body.Purpose, basis, body.Purposes is { Length: > 0 } some ? [.. some.Distinct()] : ["service"], terms);
        return null;
    }

    static ActivityView ViewOf(ProcessingActivity activity) => new(
        activity.Id, activity.Name, activity.Purpose, activity.LegalBasis.Name(), activity.OpeningPurposes,
        activity.Terms.ToDictionary(term => term.Key.Name(), term => term.Value.ToString()));
}
