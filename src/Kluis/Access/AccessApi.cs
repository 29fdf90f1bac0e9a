using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Access;

/// <summary>Routes of API tokens.</summary>
static class AccessApi
{
    sealed record TokenBody(string? Label, string? Role, string? Source, string? Team, string? Queue, Guid? User, Guid? Activity, int? Days);

    sealed record TokenView(string Id, string Label, string Role, string? Source, string? Team, string? Queue, DateTimeOffset Created, DateTimeOffset Expires, bool Revoked);

    public static void MapAccess(this IEndpointRouteBuilder app)
    {
        var tokens = app.MapGroup("/api/v1/tokens").WithTags("Tokens");
        tokens.MapGet("", ListAsync).NeedsRecorded(Permission.ReadAccess, AuditAct.TokenListed);
        tokens.MapPost("", CreateAsync).Needs(Permission.EditAccess, AuditAct.TokenCreated);
        tokens.MapDelete("/{id:guid}", RevokeAsync).Needs(Permission.EditAccess, AuditAct.TokenRevoked);
    }

    static async Task<IResult> ListAsync(AccessStore store, CancellationToken stop) =>
        Results.Ok((await store.TokensAsync(stop)).Select(row => new TokenView(
            row.Id, row.Label, row.Role, row.Source, row.Team, row.Queue,
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt), row.RevokedAt is not null)));

    static async Task<IResult> CreateAsync(HttpContext context, TokenBody body, TokenDesk desk, CancellationToken stop)
    {
        var wish = new TokenRequest(body.Label, body.Role)
        {
            Source = body.Source, Team = body.Team, Queue = body.Queue, User = body.User, Activity = body.Activity, Days = body.Days,
        };
        var (problem, id, secret) = await desk.MakeAsync(context.Caller().Actor, wish, stop);
        return problem is not null ? new Problem("token.invalid", problem) : Results.Created($"/api/v1/tokens/{id}", new { id, secret });
    }

    static async Task<IResult> RevokeAsync(HttpContext context, Guid id, Tokens tokens, CancellationToken stop) =>
        await tokens.RevokeAsync(context.Caller().Actor, id.ToString(), stop) ? Results.NoContent() : new Problem("token.not-found");
}
