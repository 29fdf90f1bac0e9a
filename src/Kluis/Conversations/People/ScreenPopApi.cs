using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Web;

namespace Kluis.Conversations.People;

/// <summary>The route by which a telephone system announces a caller.</summary>
static class ScreenPopApi
{
    sealed record PopBody(string? Phone);

    public static void MapScreenPops(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/screen-pops", MakeAsync).Needs(Permission.Search, AuditAct.ScreenPopMade).WithTags("Customers")
            .WithSummary("A link for one agent to the customer who calls: once, for 60 seconds")
            .WithDescription("Send it with the token of the agent whose telephone rings. The link holds no personal data, and opens for that agent only, signed in.");

    static async Task<IResult> MakeAsync(HttpContext context, PopBody body, ScreenPops pops, Installation installation, PublicAddress address, CancellationToken stop)
    {
        if (Identifier.Phone(body.Phone, installation.Country) is not { } phone)
            return new Problem("search.invalid", "phone: a telephone number");
        var (refusal, secret) = await pops.MakeAsync(context.Caller(), phone.Value, stop);
        var start = address.Url?.TrimEnd('/') ?? $"{context.Request.Scheme}://{context.Request.Host}";
        return secret is null ? new Problem(refusal!) : Results.Json(new { url = $"{start}/screen-pops/{secret}" }, statusCode: StatusCodes.Status201Created);
    }
}
