using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kluis.Intake.Import;

/// <summary>What a pattern reads from one name.</summary>
/// <param name="Fields">Each field with its text, in the order of the pattern; empty where the name does not fit.</param>
/// <param name="Misfit">The first part of the pattern that does not fit; empty: the name goes on after the last; null: all fits.</param>
sealed record PatternReading(IReadOnlyList<(string Field, string Text)> Fields, string? Misfit);

/// <summary>
/// Reads metadata out of the name of a file: <c>{direction}-{called}-{agent}-{date}-{time}-{*}</c>. What stands between the
/// braces is a field, all else is meant as written. The extension does not count.
/// </summary>
sealed class FileNamePattern
{
    const string Number = @"\+?[0-9*#]{2,20}", Word = @"[^\\/]{1,100}?";

    static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["date"] = @"\d{8}|\d{4}-\d{2}-\d{2}", ["time"] = @"\d{6}|\d{4}|\d{2}[-.:_]\d{2}(?:[-.:_]\d{2})?", ["unix"] = @"\d{10}(?:\.\d+)?",
        ["direction"] = "[A-Za-z]{1,12}", ["caller"] = Number, ["called"] = Number, ["agent"] = Word, ["queue"] = Word, ["team"] = Word, ["*"] = ".*?",
    };

    static readonly string[] Dates = ["yyyyMMdd", "yyyy-MM-dd"], Times = ["HHmmss", "HHmm"];

    readonly Regex regex;
    readonly TimeZoneInfo zone;
    readonly List<(string Text, string Expression)> parts;

    FileNamePattern(List<(string Text, string Expression)> parts, TimeZoneInfo zone) =>
        (this.parts, this.zone, regex) = (parts, zone, Compile(parts.Count, parts, "$"));

    /// <param name="zone">In which dates and times are meant; <c>unix</c> says its own.</param>
    /// <returns>The pattern, or what is wrong with it.</returns>
    public static (FileNamePattern? Pattern, string? Problem) Read(string text, TimeZoneInfo zone)
    {
        var parts = new List<(string Text, string Expression)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            if (open != at)
                parts.Add((text[at..(open < 0 ? text.Length : open)], Regex.Escape(text[at..(open < 0 ? text.Length : open)])));
            if (open < 0)
                break;
            var close = text.IndexOf('}', open);
            if (close < 0)
                return (null, "a brace is opened and not closed");
            var name = text[(open + 1)..close];
            if (!Fields.TryGetValue(name, out var field))
                return (null, $"{{{name}}} is not a field; there are {string.Join(' ', Fields.Keys.Select(key => $"{{{key}}}"))}");
            if (name != "*" && !seen.Add(name))
                return (null, $"{{{name}}} stands there twice");
            parts.Add(($"{{{name}}}", name == "*" ? $"(?:{field})" : $"(?<{name}>{field})"));
            at = close + 1;
        }
        return seen.Contains("unix") || seen.Contains("date") ? (new(parts, zone), null) : (null, "it needs {date} or {unix}: a recording has a moment");
    }

    // No backtracking: a long name takes no longer than its length.
    static Regex Compile(int count, List<(string Text, string Expression)> parts, string end) =>
        new("^" + string.Concat(parts.Take(count).Select(part => part.Expression)) + end, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>For a person who writes the pattern: what it reads, or where it stops fitting.</summary>
    public PatternReading Explain(string fileName)
    {
        var name = Path.GetFileNameWithoutExtension(fileName);
        var match = regex.Match(name);
        if (!match.Success)
            return new([], MisfitOf(name));
        var read = regex.GetGroupNames().Skip(1).Where(group => match.Groups[group].Success).Select(group => (group, match.Groups[group].Value)).ToList();
        return new(read, StartOf(match) is null ? match.Groups["time"].Success ? "{date}, {time}" : "{date}" : null);
    }

    string MisfitOf(string name) =>
        Enumerable.Range(1, parts.Count).FirstOrDefault(count => !Compile(count, parts, "").IsMatch(name)) is var first and > 0 ? parts[first - 1].Text : "";

    /// <returns>The metadata of a recording; null where the name does not fit, or tells no real moment.</returns>
    public JsonObject? Of(string fileName)
    {
        var match = regex.Match(Path.GetFileNameWithoutExtension(fileName));
        if (!match.Success || StartOf(match) is not { } start)
            return null;
        var metadata = new JsonObject { ["start"] = start.ToString("O", CultureInfo.InvariantCulture), ["fileName"] = Path.GetFileName(fileName) };
        foreach (var (field, name) in new[] { ("caller", "caller"), ("called", "called"), ("agent", "agentId"), ("queue", "queue"), ("team", "team") })
        {
            if (match.Groups[field] is { Success: true } group)
                metadata[name] = group.Value;
        }
        if (match.Groups["direction"] is { Success: true } direction)
            metadata["direction"] = Directions.Of(direction.Value);
        return metadata;
    }

    DateTimeOffset? StartOf(Match match)
    {
        if (match.Groups["unix"] is { Success: true } unix)
            return DateTimeOffset.FromUnixTimeMilliseconds((long)(double.Parse(unix.Value, CultureInfo.InvariantCulture) * 1000));
        if (!DateTime.TryParseExact(match.Groups["date"].Value, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1970 or > 9000)
            return null;
        var digits = string.Concat(match.Groups["time"].Value.Where(char.IsAsciiDigit));
        if (digits.Length > 0)
        {
            if (!DateTime.TryParseExact(digits, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
                return null;
            day = day.Add(time.TimeOfDay);
        }
        return LocalTime.At(day, zone);
    }
}

/// <summary>How systems say who called whom.</summary>
static class Directions
{
    public static string? Of(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        "in" or "inbound" or "incoming" or "external" or "q" or "queue" or "inkomend" => "in",
        "out" or "outbound" or "outgoing" or "uitgaand" => "out",
        _ => null,
    };
}

/// <summary>A time as a clock on the wall shows it, as the moment it was.</summary>
static class LocalTime
{
    /// <summary>In the hour that comes twice, the first; in the hour that does not exist, an hour on.</summary>
    public static DateTimeOffset At(DateTime wall, TimeZoneInfo zone)
    {
        wall = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(wall))
            wall = wall.AddHours(1);
        var offset = zone.IsAmbiguousTime(wall) ? zone.GetAmbiguousTimeOffsets(wall).Max() : zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset);
    }
}
