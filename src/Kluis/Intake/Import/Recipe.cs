using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kluis.Intake.Import;

/// <summary>
/// How another system writes down its calls: which column, or which field of its JSON, is which field of our metadata. One file
/// each, in <c>recipes/</c>.
/// </summary>
sealed record Recipe
{
    const string Place = ".Intake.Import.recipes.";

    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public required string About { get; init; }

    /// <summary>The columns in their order, for a list without a first line that names them.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Our field → theirs. Fields of the customer stand as <c>customer.name</c>. Several of theirs: the first that has a value.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; init; }

    /// <summary>Theirs that stands in the name of the file, where no field names the file itself.</summary>
    public string? FileContains { get; init; }

    /// <summary>.NET formats of a moment; one without a zone is meant in the zone of the organisation.</summary>
    public IReadOnlyList<string> Moments { get; init; } = [];

    /// <summary>Their word → ours, where a word is not understood by itself.</summary>
    public IReadOnlyDictionary<string, string> Directions { get; init; } = new Dictionary<string, string>();

    /// <summary>What the durations count: 1 for seconds, 0.001 for milliseconds.</summary>
    public double Seconds { get; init; } = 1;

    /// <summary>A name for the file pattern of recordings, where the name tells all.</summary>
    public string? Pattern { get; init; }

    /// <summary>Of a system that exports what was written: how its JSON is read; see <see cref="WrittenExport"/>.</summary>
    public string? Written { get; init; }

    /// <summary>Names of all recipes.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(Recipe).Assembly.GetManifestResourceNames().Where(name => name.Contains(Place, StringComparison.Ordinal))
            .Select(name => name[(name.IndexOf(Place, StringComparison.Ordinal) + Place.Length)..^".json".Length]).Order(StringComparer.Ordinal)];

    public static Recipe? Find(string name)
    {
        var assembly = typeof(Recipe).Assembly;
        var resource = assembly.GetManifestResourceNames().FirstOrDefault(each => each.EndsWith($"{Place}{name}.json", StringComparison.Ordinal));
        if (resource is null)
            return null;
        using var stream = assembly.GetManifestResourceStream(resource)!;
        return JsonSerializer.Deserialize<Recipe>(stream, Options);
    }

    /// <summary>Turns their row into our metadata.</summary>
    /// <param name="valueOf">Their field → its text; null or empty where it has none.</param>
    public JsonObject MetadataOf(Func<string, string?> valueOf, TimeZoneInfo zone)
    {
        string? Value(string field) => Fields.TryGetValue(field, out var theirs) ? theirs.Select(valueOf).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))?.Trim() : null;
        var metadata = new JsonObject();
        foreach (var field in new[] { "caller", "called", "agentId", "queue", "team", "disposition" })
        {
            if (Value(field) is { } text)
                metadata[field] = text;
        }
        foreach (var field in new[] { "duration", "waitSeconds", "holdSeconds" })
        {
            if (SecondsOf(Value(field)) is { } seconds)
                metadata[field] = seconds;
        }
        if (Value("start") is { } start && MomentOf(start, zone) is { } moment)
            metadata["start"] = moment.ToString("O", CultureInfo.InvariantCulture);
        if (Value("direction") is { } direction && (Directions.GetValueOrDefault(direction) ?? Import.Directions.Of(direction)) is { } known)
            metadata["direction"] = known;
        AddParties(metadata, Value);
        return metadata;
    }

    public string? FileOf(Func<string, string?> valueOf) =>
        Fields.TryGetValue("file", out var theirs) && theirs.Select(valueOf).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text)) is { } file
            ? file[(file.LastIndexOfAny(['/', '\\']) + 1)..].Trim()
            : null;

    static void AddParties(JsonObject metadata, Func<string, string?> value)
    {
        var customer = new JsonObject();
        foreach (var field in new[] { "name", "tel", "mailto", "customerNumber", "postcode", "houseNumber" })
        {
            if (value("customer." + field) is { } text)
                customer[field] = text;
        }
        if (customer.Count == 0)
            return;
        customer["role"] = "customer";
        // Who is named is also who called or was called.
        if (customer["tel"] is null && metadata[(string?)metadata["direction"] == "out" ? "called" : "caller"] is JsonValue number)
            customer["tel"] = (string?)number;
        var parties = new JsonArray(customer);
        if ((string?)metadata["agentId"] is { } agent)
            parties.Add(new JsonObject { ["role"] = "agent", ["agentId"] = agent });
        metadata["parties"] = parties;
    }

    double? SecondsOf(string? text)
    {
        if (text is null)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return Math.Round(number * Seconds, 3);
        return TimeSpan.TryParseExact(text, ["h\\:mm\\:ss", "hh\\:mm\\:ss", "mm\\:ss", "m\\:ss"], CultureInfo.InvariantCulture, out var span) ? span.TotalSeconds : null;
    }

    DateTimeOffset? MomentOf(string text, TimeZoneInfo zone)
    {
        if (Moments.Contains("unix") && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e11)
            return DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        foreach (var format in Moments)
        {
            if (format.Contains('z', StringComparison.OrdinalIgnoreCase) && DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var told))
                return told;
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall))
                return LocalTime.At(wall, zone);
        }
        // RFC 3339 says its own zone, and needs no recipe.
        return text.Length >= 20 && (text.EndsWith('Z') || text[^6] is '+' or '-') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var plain) ? plain : null;
    }
}
