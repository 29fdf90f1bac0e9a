using System.Globalization;

namespace Kluis.Web;

/// <summary>Moments, lengths and numbers as Dutch and English write them, in the time zone of the organisation.</summary>
sealed class When(string language, TimeZoneInfo zone, DateTimeOffset now)
{
    static readonly string[] shortNl = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
    static readonly string[] shortEn = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    static readonly string[] longNl = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];
    static readonly string[] longEn = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    static readonly string[] daysNl = ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"];
    static readonly string[] daysEn = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    bool IsDutch => language == "nl";

    public DateTimeOffset Now { get; } = now;

    public DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone);

    public static DateTimeOffset? At(long? milliseconds) => milliseconds is { } known ? At(known) : null;

    public static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    /// <summary>17 nov 2026 · 17 Nov 2026.</summary>
    public string Date(DateTimeOffset moment) => DateOf(Local(moment), IsDutch ? shortNl : shortEn);

    /// <summary>17 november 2026 · 17 November 2026.</summary>
    public string LongDate(DateTimeOffset moment) => DateOf(Local(moment), IsDutch ? longNl : longEn);

    /// <summary>9.40 uur · 09:40.</summary>
    public string Time(DateTimeOffset moment) =>
        IsDutch ? Local(moment).ToString("H.mm", CultureInfo.InvariantCulture) + " uur" : Local(moment).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>17 nov 2026, 9.40 uur.</summary>
    public string Moment(DateTimeOffset moment) => $"{Date(moment)}, {Time(moment)}";

    /// <summary>Vandaag, 9.40 uur, or the moment when it was another day.</summary>
    public string Recently(DateTimeOffset moment) =>
        Local(moment).Date == Local(Now).Date ? (IsDutch ? "Vandaag, " : "Today, ") + Time(moment) : Moment(moment);

    /// <summary>Maandag 23 november 2026, week 48 · Monday 23 November 2026, week 48.</summary>
    public string Day(DateTimeOffset moment)
    {
        var name = (IsDutch ? daysNl : daysEn)[(int)Local(moment).DayOfWeek];
        return string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(name[0])}{name[1..]} {LongDate(moment)}, week {ISOWeek.GetWeekOfYear(Local(moment).DateTime)}");
    }

    /// <summary>What is left until then: nog 4 uur 40, nog 12 minuten, nog 3 dagen · 4 h 40 min left, 12 min left, 3 days left.</summary>
    public string Left(DateTimeOffset until)
    {
        // Rounded down, so that nobody counts on time that is not there.
        var left = until > Now ? until - Now : TimeSpan.Zero;
        var (days, hours, minutes) = ((int)left.TotalDays, (int)left.TotalHours, left.Minutes);
        return IsDutch
            ? days > 1 ? $"nog {days} dagen" : hours > 0 ? $"nog {hours} uur {minutes}" : $"nog {minutes} {(minutes == 1 ? "minuut" : "minuten")}"
            : days > 1 ? $"{days} days left" : hours > 0 ? $"{hours} h {minutes} min left" : $"{minutes} min left";
    }

    /// <summary>Vandaag 14.20 uur, or the day.</summary>
    public string Due(DateTimeOffset until) =>
        Local(until).Date == Local(Now).Date ? (IsDutch ? "vandaag " : "today ") + Time(until) : until - Now < TimeSpan.FromDays(2) ? Moment(until) : Date(until);

    /// <summary>For the <c>datetime</c> of a time element.</summary>
    public string Machine(DateTimeOffset moment) => Local(moment).ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture);

    /// <summary>6:42, or 1:06:42 from an hour on.</summary>
    public static string Clock(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Floor(seconds));
        return span.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:00}");
    }

    /// <summary>6 minuten 42 · 6 minutes 42; 42 seconden · 42 seconds.</summary>
    public string Length(double seconds)
    {
        var (minutes, rest) = ((int)seconds / 60, (int)seconds % 60);
        if (minutes == 0)
            return $"{rest} {(IsDutch ? (rest == 1 ? "seconde" : "seconden") : rest == 1 ? "second" : "seconds")}";
        var word = IsDutch ? (minutes == 1 ? "minuut" : "minuten") : minutes == 1 ? "minute" : "minutes";
        return rest == 0 ? $"{Number(minutes)} {word}" : $"{Number(minutes)} {word} {rest}";
    }

    /// <summary>1.284 · 1,284.</summary>
    public string Number(long number) =>
        number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', IsDutch ? '.' : ',');

    /// <summary>The start of a day as people write it: 1-8-2026, 01-08-2026, 1 aug 2026, 2026-08-01. Null for anything else.</summary>
    public DateTimeOffset? ReadDay(string text)
    {
        var parts = text.Trim().ToLowerInvariant().Split([' ', '-', '/', '.'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 3)
            return null;
        var (year, month, day) = parts[0].Length == 4 ? (parts[0], parts[1], parts[2]) : (parts[2], parts[1], parts[0]);
        return year.Length == 4 && Digits(year) is { } y && MonthOf(month) is { } m && Digits(day) is { } d && DayOf(y, m, d) is { } date
            ? new DateTimeOffset(date, zone.GetUtcOffset(date))
            : null;
    }

    static DateTime? DayOf(int year, int month, int day) =>
        year is >= 1990 and <= 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateTime(year, month, day) : null;

    static int? MonthOf(string text)
    {
        if (Digits(text) is { } number)
            return number;
        foreach (var names in new[] { longNl, longEn, shortNl, shortEn })
        {
            var index = Array.FindIndex(names, name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
            if (index >= 0)
                return index + 1;
        }
        return null;
    }

    static int? Digits(string text) =>
        text.Length <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static string DateOf(DateTimeOffset day, string[] months) =>
        string.Create(CultureInfo.InvariantCulture, $"{day.Day} {months[day.Month - 1]} {day.Year}");
}
