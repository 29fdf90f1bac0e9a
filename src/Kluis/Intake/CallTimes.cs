using System.Globalization;
using System.Text.Json.Nodes;
using Kluis.Vcon;

namespace Kluis.Intake;

/// <summary>Reads how long callers were on hold from the history of the parties (vCon core, <c>party_history</c>).</summary>
static class CallTimes
{
    public static TimeSpan? HoldOf(IEnumerable<VconPart> dialogs)
    {
        var total = TimeSpan.Zero;
        foreach (var dialog in dialogs)
            total += HoldOf(dialog.Fields["party_history"] as JsonArray);
        return total > TimeSpan.Zero ? total : null;
    }

    static TimeSpan HoldOf(JsonArray? history)
    {
        var total = TimeSpan.Zero;
        DateTimeOffset? since = null;
        foreach (var entry in history?.OfType<JsonObject>() ?? [])
        {
            if (!DateTimeOffset.TryParse(PartyReading.Text(entry, "time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                continue;
            switch (PartyReading.Text(entry, "event"))
            {
                case "hold":
                    since ??= time;
                    break;
                case "unhold" when since is { } began && time > began:
                    total += time - began;
                    since = null;
                    break;
            }
        }
        return total;
    }
}
