using System.CommandLine;
using System.Globalization;
using Kluis.Audit;
using Kluis.Upkeep;

namespace Kluis;

/// <summary><c>kluis clock</c>: how the clock jumped, and the operator's word that it is right.</summary>
static class ClockVerb
{
    public static Command Make(Option<string?> data)
    {
        var confirm = new Option<bool>("--confirm") { Description = "The clock of this machine is right: what waits goes on" };
        var verb = new Command("clock", "Show how the clock stands, or confirm it after a jump") { confirm, data };
        verb.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => RunAsync(product, parsed.GetValue(confirm), stop), stop));
        return verb;
    }

    /// <summary>What stands against acts that cannot be undone and count on the clock; null: nothing.</summary>
    public static async Task<string?> DoubtAsync(Product product, CancellationToken stop)
    {
        await using var services = product.Services();
        return Doubt(await services.GetRequiredService<ClockWatch>().LookAsync(stop));
    }

    /// <summary>What is wrong with the clock, in a sentence; null: nothing.</summary>
    public static string? Doubt(ClockState state) =>
        state.Jump is { } jump ? $"The clock jumped from {Told(jump.From)} to {Told(jump.To)}: nothing is ended or destroyed by time until you say that it is right now: kluis clock --confirm"
        : state.IsBehind ? $"The clock is behind: the vault was in use at {Told(state.Seen!.Value)}. Set it; if it is right now, kluis clock --confirm"
        : null;

    static async Task<int> RunAsync(Product product, bool confirm, CancellationToken stop)
    {
        await using var services = product.Services();
        var clock = services.GetRequiredService<ClockWatch>();
        if (confirm)
            await System.Console.Out.WriteLineAsync(await clock.ConfirmAsync(Actor.Product("clock confirm"), stop) ? "Confirmed: what waited goes on." : "There was nothing to confirm.");
        var state = await clock.LookAsync(stop);
        var doubt = Doubt(state);
        await System.Console.Out.WriteLineAsync($"It is {Told(state.Now)}. {doubt ?? "The clock runs well."}");
        return doubt is null ? Verbs.Yes : Verbs.No;
    }

    static string Told(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
