using System.Globalization;
using System.Text.Json.Nodes;

namespace Kluis.Conversations.Pages;

/// <summary>Finds in the party history of a dialog when a caller was on hold. What is not understood is left out.</summary>
static class HoldReading
{
    /// <param name="start">Of the recording, UTC milliseconds.</param>
    /// <returns>Seconds from the start, in order.</returns>
    public static IReadOnlyList<(double From, double To)> Read(JsonArray? history, long start)
    {
        var holds = new List<(double From, double To)>();
        var since = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var happened in history?.OfType<JsonObject>() ?? [])
        {
            var party = happened["party"]?.ToString() ?? "";
            if (At(happened, start) is not { } at)
                continue;
            if (Event(happened) == "hold")
                since.TryAdd(party, at);
            else if (Event(happened) is "unhold" or "drop" && since.Remove(party, out var from) && at > from)
                holds.Add((from, at));
        }
        return [.. holds.Order()];
    }

    static string? Event(JsonObject happened) => happened["event"] is JsonValue value && value.TryGetValue<string>(out var name) ? name : null;

    static double? At(JsonObject happened, long start) =>
        happened["time"] is JsonValue value && value.TryGetValue<string>(out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Math.Max(0, (time.ToUnixTimeMilliseconds() - start) / 1000.0)
            : null;
}
