using System.Globalization;

namespace Kluis.Demo;

/// <summary>Opening hours and dates in words.</summary>
static class DemoCalendar
{
    static readonly string[] monthsDutch =
    [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ];
    static readonly string[] monthsEnglish =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ];

    // Small images carry no time zones; an hour's difference does not spoil a demo.
    static readonly TimeZoneInfo zone =
        TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Amsterdam", out var found)
            ? found
            : TimeZoneInfo.CreateCustomTimeZone("demo", TimeSpan.FromHours(1), "demo", "demo");

    /// <summary>A moment on a working day, after the opening at half past eight.</summary>
    public static DateTimeOffset OpeningMoment(DateTimeOffset now, int daysBack, TimeSpan afterOpening)
    {
        var day = TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(-daysBack);
        day = day.AddDays(day.DayOfWeek switch { DayOfWeek.Saturday => -1, DayOfWeek.Sunday => -2, _ => 0 });
        var local = day + new TimeSpan(8, 30, 0) + afterOpening;
        return new(local, zone.GetUtcOffset(local));
    }

    public static string Day(DateTime day, string language) =>
        day.Day.ToString(CultureInfo.InvariantCulture) + " " + Month(day, language);

    public static string Month(DateTime day, string language) =>
        (language == "nl" ? monthsDutch : monthsEnglish)[day.Month - 1];

    /// <summary>No mechanic comes on a Sunday.</summary>
    public static DateTime WorkingDay(DateTime day) =>
        day.AddDays(day.DayOfWeek switch { DayOfWeek.Saturday => 2, DayOfWeek.Sunday => 1, _ => 0 });
}
