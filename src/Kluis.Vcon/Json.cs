using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kluis.Vcon;

/// <summary>Reading values without exceptions.</summary>
static class Json
{
    /// <summary>A whole number from zero, also when written as <c>1.0</c>; else null.</summary>
    public static int? Index(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
        && number is >= 0 and <= int.MaxValue && number == Math.Floor(number) ? (int)number : null;

    /// <summary>The text of a member, or null.</summary>
    public static string? Text(this JsonObject source, string name) =>
        source[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The number of a member, or null.</summary>
    public static double? Number(this JsonObject source, string name) =>
        source[name] is JsonValue value && value.TryGetValue(out double number) ? number : null;

    /// <summary>All indices in a normalised reference, however nested, each once.</summary>
    public static IReadOnlyList<int> Indices(JsonNode? node) => [.. Flat(node).Distinct()];

    static IEnumerable<int> Flat(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(Flat),
        JsonValue value when value.TryGetValue(out int index) => [index],
        _ => [],
    };
}
