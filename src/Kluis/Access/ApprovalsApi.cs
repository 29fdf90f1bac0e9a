using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Access;

/// <summary>Routes of what takes a second person. Who asks or decides has signed in: a token does neither.</summary>
static class ApprovalsApi
{
    sealed record DecisionBody(bool? Approve, string? Remark);

    sealed record ContentTokenBody(string? Label, string? Role, string? Source, string? Team, string? Queue, Guid? User, Guid? Activity, int? Days, string? Reason);

    public static void AddApprovals(this IServiceCollection services) =>
        services.AddSingleton<ApprovalStore>().AddSingleton<Approvals>().AddSingleton<ContentTokens>()
            .AddSingleton(each => ContentTokens.KindOf(each.GetRequiredService<AccessStore>(), each.GetRequiredService<ReachCount>(), each.GetRequiredService<TimeProvider>()));

    public static void MapApprovals(this IEndpointRouteBuilder app)
    {
        var approvals = app.MapGroup("/api/v1/approvals").WithTags("Approvals");
        approvals.MapGet("", ListAsync).NeedsRecorded(Permission.ReadApprovals, AuditAct.ApprovalViewed);
        approvals.MapGet("/{id:guid}", ReadAsync).Needs(Permission.ReadApprovals, AuditAct.ApprovalViewed);
        approvals.MapPost("/{id:guid}/decision", DecideAsync).Needs(Permission.ReadApprovals, AuditAct.ApprovalApproved);
        approvals.MapPost("/{id:guid}/withdrawal", WithdrawAsync).Needs(Permission.ReadApprovals, AuditAct.ApprovalWithdrawn);
        var tokens = app.MapGroup("/api/v1/tokens/content").WithTags("Tokens");
        tokens.MapPost("", AskAsync).Needs(Permission.EditAccess, AuditAct.ApprovalAsked);
        tokens.MapPost("/{id:guid}", PickUpAsync).Needs(Permission.EditAccess, AuditAct.TokenCreated);
    }

    static async Task<IResult> ListAsync(
        HttpContext context, Approvals approvals, Cursors cursors, CancellationToken stop, string? whose = null, string? state = null, string? kind = null, string? cursor = null, int limit = 100)
    {
        if (limit is < 1 or > 200)
            return new Problem("search.invalid", "limit: 1 to 200");
        if (ApprovalFilter.ParseWhose(whose) is not { } which)
            return new Problem("search.invalid", "whose: to-decide, asked or decided");
        if (state is not null && ApprovalFilter.ParseState(state) is null)
            return new Problem("search.invalid", "state: open, approved, refused, withdrawn or expired");
        var after = cursor is null ? null : cursors.Open(cursor);
        if (cursor is not null && after is null)
            return new Problem("search.invalid", "cursor: as next gave it");
        var filter = new ApprovalFilter { Whose = which, State = ApprovalFilter.ParseState(state), Kind = kind, After = after, Limit = limit };
        var (items, next) = await approvals.PageAsync(context.Caller(), filter, stop);
        return Results.Ok(new { items = items.Select(ShapeOf), next = next is var (at, id) ? cursors.Seal(at, id) : null });
    }

    static async Task<IResult> ReadAsync(HttpContext context, Guid id, Approvals approvals, CancellationToken stop)
    {
        if (await approvals.ReadAsync(context.Caller(), id, stop) is not { } found)
            return new Problem("approval.not-found");
        var content = found.Approval.Content;
        return Results.Ok(new
        {
            approval = ShapeOf(found), reason = content.Reason, remark = content.Remark,
            asks = found.Kind.Facts(content.Payload).ToDictionary(fact => NameOf(fact.Text), fact => fact.Form == FactForm.Text ? NameOf(fact.Value) : fact.Value),
            effect = new { whenAsked = CountsOf(content.Asked), now = CountsOf(found.Now), whenDecided = content.Decided is null ? null : CountsOf(content.Decided) },
        });
    }

    static async Task<IResult> DecideAsync(HttpContext context, Guid id, DecisionBody body, Approvals approvals, CancellationToken stop) =>
        body.Approve is { } approve
            ? Answer(await approvals.DecideAsync(context.Caller(), id, approve, body.Remark, stop))
            : new Problem("approval.invalid", "approve: true or false");

    static async Task<IResult> WithdrawAsync(HttpContext context, Guid id, Approvals approvals, CancellationToken stop) =>
        Answer(await approvals.WithdrawAsync(context.Caller(), id, stop));

    static async Task<IResult> AskAsync(HttpContext context, ContentTokenBody body, ContentTokens tokens, CancellationToken stop)
    {
        if (Roles.Parse(body.Role) is not { } role)
            return new Problem("token.invalid", "role: one of " + string.Join(", ", Enum.GetValues<Role>().Where(ContentTokens.TakesTwo).Select(known => known.Name())));
        var wish = new TokenWish(body.Label ?? "", role)
        {
            Source = body.Source, Team = body.Team, Queue = body.Queue, User = body.User, Activity = body.Activity, Days = body.Days ?? 90,
        };
        var (problem, refusal, id) = await tokens.AskAsync(context.Caller(), wish, body.Reason, stop);
        return problem is not null ? new Problem("token.invalid", problem)
            : refusal != ApprovalRefusal.None ? new Problem(refusal.Code())
            : Results.Accepted($"/api/v1/approvals/{id}", new { id });
    }

    static async Task<IResult> PickUpAsync(HttpContext context, Guid id, ContentTokens tokens, CancellationToken stop)
    {
        var (refusal, made, secret) = await tokens.PickUpAsync(context.Caller(), id, stop);
        if (refusal != ApprovalRefusal.None)
            return new Problem(refusal.Code());
        context.Response.Headers.CacheControl = "no-store";
        return Results.Created($"/api/v1/tokens/{made}", new { id = made, secret });
    }

    static IResult Answer(ApprovalRefusal refusal) => refusal == ApprovalRefusal.None ? Results.NoContent() : new Problem(refusal.Code());

    static object ShapeOf(ApprovalView view) => new
    {
        id = view.Approval.Id, kind = view.Approval.Kind, state = view.State.Name(), askedBy = view.Approval.AskedBy, askedAt = When.At(view.Approval.AskedAt),
        expiresAt = When.At(view.Approval.ExpiresAt), decidedBy = view.Approval.DecidedBy, decidedAt = view.Approval.DecidedAt is { } at ? When.At(at) : (DateTimeOffset?)null,
        isOwn = view.IsOwn, mayDecide = view.MayDecide,
    };

    static Dictionary<string, long> CountsOf(IEnumerable<EffectLine> lines) => lines.ToDictionary(line => NameOf(line.Text), line => line.Count);

    // The key of a text ends with the name of the thing.
    static string NameOf(string text) => text[(text.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
