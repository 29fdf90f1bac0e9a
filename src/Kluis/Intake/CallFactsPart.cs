using System.Text.Json;
using System.Text.Json.Nodes;
using Kluis.Vcon;

namespace Kluis.Intake;

/// <summary>
/// What a telephone system knows beside the sound, as an attachment with purpose <c>call-facts</c>: the core of vCon has no
/// place for waits and menu choices. Tolerant: what is not there, or of another type, is not known.
/// </summary>
sealed record CallFactsPart(TimeSpan? Wait, int? Transfers, IReadOnlyList<string> MenuChoices)
{
    public const string Purpose = "call-facts";

    public static CallFactsPart? Read(Vcon.Vcon vcon)
    {
        var part = vcon.Parts.FirstOrDefault(part => part.Kind == VconPartKind.Attachment && part.Type == Purpose);
        return part?.Body?.Inline is { } bytes && Parse(bytes) is JsonObject facts
            ? new CallFactsPart(WaitOf(facts), (facts["transferred_from"] as JsonArray)?.Count, TextsOf(facts["ivr_choices"] as JsonArray))
            : null;
    }

    static TimeSpan? WaitOf(JsonObject facts) =>
        facts["wait_seconds"] is JsonValue value && value.TryGetValue<double>(out var seconds) && seconds is >= 0 and < 864_000 ? TimeSpan.FromSeconds(seconds) : null;

    static List<string> TextsOf(JsonArray? array) =>
        [.. (array ?? []).OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? text : "").Where(text => text.Length is > 0 and <= 200).Take(50)];

    static JsonNode? Parse(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
