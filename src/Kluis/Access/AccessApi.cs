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

    static async Task<IResult> CreateAsync(HttpContext context, TokenBody body, Tokens tokens, AccessStore store, CancellationToken stop)
    {
        if (Roles.Parse(body.Role) is not { } role)
            return new Problem("token.invalid", "role: one of " + string.Join(", ", Enum.GetValues<Role>().Select(known => known.Name())));
        // Nobody gives himself, or anybody, a way to content by API; that is a second officer's act, or the command line's.
        if (Permissions.Of(role, Permission.OpenContent) != Reach.Nothing || Permissions.Of(role, Permission.ReadLog) == Reach.All)
            return new Problem("token.invalid", "role: a token that opens content is made on the host, with kluis token create");
        var wish = new TokenWish(body.Label ?? "", role)
        {
            Source = body.Source, Team = body.Team, Queue = body.Queue, User = body.User, Activity = body.Activity, Days = body.Days ?? 90,
        };
        if (wish.Problem() is { } problem)
            return new Problem("token.invalid", problem);
        // A token reads back what came in through its source; a second one for the same source would open what is there.
        if (wish.Source is { } source && await store.HasSourceAsync(source, stop))
            return new Problem("token.invalid", "source: it has a token already; a further one is made on the host, with kluis token create");
        var (id, secret) = await tokens.CreateAsync(context.Caller().Actor, wish, stop);
        return Results.Created($"/api/v1/tokens/{id}", new { id, secret });
    }

    static async Task<IResult> RevokeAsync(HttpContext context, Guid id, Tokens tokens, CancellationToken stop) =>
        await tokens.RevokeAsync(context.Caller().Actor, id.ToString(), stop) ? Results.NoContent() : new Problem("token.not-found");
}
