using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Upkeep;

/// <summary>Routes of the clock.</summary>
static class ClockApi
{
    sealed record ClockView(DateTimeOffset Now, DateTimeOffset? Seen, bool Trusted, bool Behind, ClockJump? Jump);

    public static void MapUpkeep(this IEndpointRouteBuilder app)
    {
        var clock = app.MapGroup("/api/v1/clock").WithTags("Upkeep");
        clock.MapGet("", ShowAsync).NeedsRecorded(Permission.ConfirmClock, AuditAct.ClockViewed).Produces<ClockView>()
            .WithSummary("What the vault knows of its clock").WithDescription("jump: what the clock should have shown and what it showed; while it stands there, nothing is ended or destroyed by time.");
        clock.MapPost("/confirm", ConfirmAsync).Needs(Permission.ConfirmClock, AuditAct.ClockConfirmed).Produces<ClockView>()
            .WithSummary("Say that the clock is right").WithDescription("What waited goes on. With nothing to confirm, nothing happens.");
    }

    static async Task<IResult> ShowAsync(ClockWatch clock, CancellationToken stop) => Results.Ok(ViewOf(await clock.StateAsync(stop)));

    static async Task<IResult> ConfirmAsync(HttpContext context, ClockWatch clock, CancellationToken stop)
    {
        await clock.ConfirmAsync(context.Caller().Actor, stop);
        return Results.Ok(ViewOf(await clock.StateAsync(stop)));
    }

    static ClockView ViewOf(ClockState state) => new(state.Now, state.Seen, state.IsTrusted, state.IsBehind, state.Jump);
}
