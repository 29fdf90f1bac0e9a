using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kluis.Vcon;

/// <summary>RFC 3339 dates, and the near misses met in the wild.</summary>
static partial class Dates
{
    [GeneratedRegex(@"^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d)?(\.\d{1,7})?\d* ?(Z|z|[+-]\d\d:?\d\d)?$",
        RegexOptions.CultureInvariant)]
    static partial Regex Pattern { get; }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    static partial Regex Strict { get; }

    /// <summary>A full RFC 3339 §5.6 <c>date-time</c> by its look.</summary>
    public static bool IsStrict(string text) => Strict.IsMatch(text);

    /// <summary>Writes RFC 3339 with as many decimals as the time has.</summary>
    public static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    /// <summary>Reads a member as it stands in a normalised document; null when absent.</summary>
    public static DateTimeOffset? Read(string? text) =>
        text is not null && TryParse(text, TimeZoneInfo.Utc, out var time, out _) ? time : null;

    /// <summary>Reads a date; one without zone is taken in <paramref name="zone"/>.</summary>
    public static bool TryParse(string text, TimeZoneInfo zone, out DateTimeOffset time, out bool zoneless)
    {
        time = default;
        zoneless = false;
        if (text.Length > 64 || Pattern.Match(text.Trim()) is not { Success: true } match)
        {
            return false;
        }
        zoneless = !match.Groups[5].Success;
        var seconds = match.Groups[3].Success ? match.Groups[3].Value : ":00";
        var local = $"{match.Groups[1].Value}T{match.Groups[2].Value}{seconds}{match.Groups[4].Value}";
        return zoneless ? TryLocal(local, zone, out time) : TryZoned(local, match.Groups[5].Value, out time);
    }

    /// <summary>Seconds, or milliseconds when too large for seconds, since 1970 in UTC.</summary>
    public static bool TryEpoch(JsonElement number, out DateTimeOffset time)
    {
        time = default;
        if (!number.TryGetDouble(out var value) || value is not (> 0 and < 4e12))
        {
            return false;
        }
        time = DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(value < 4e9 ? value * 1000 : value));
        return true;
    }

    static bool TryZoned(string local, string zone, out DateTimeOffset time)
    {
        var offset = zone.Length == 5 ? $"{zone[..3]}:{zone[3..]}" : zone.ToUpperInvariant();
        return DateTimeOffset.TryParseExact(
            local + offset, "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out time);
    }

    static bool TryLocal(string local, TimeZoneInfo zone, out DateTimeOffset time)
    {
        time = default;
        // At the ends of the calendar the offset would leave it.
        if (!DateTime.TryParseExact(local, "yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture,
                DateTimeStyles.None, out var clock) || clock.Year is < 2 or > 9998)
        {
            return false;
        }
        time = new DateTimeOffset(clock, zone.GetUtcOffset(clock));
        return true;
    }
}
