using System.Globalization;
using System.Text.RegularExpressions;

namespace Kluis.Registers;

/// <summary>
/// How long something is kept, as years, months, weeks or days (ISO 8601 <c>P90D</c>, <c>P6M</c>): calendar terms of law, so no hours.
/// </summary>
readonly partial record struct Term(int Months, int Days)
{
    // 110 years: longer than any term that law knows; a slip of the keyboard is not a term.
    const int MostMonths = 110 * 12, MostDays = 110 * 366;

    public static Term? Parse(string? text)
    {
        var match = Pattern().Match(text ?? "");
        if (!match.Success || text!.Length < 3)
            return null;
        var months = (Number(match, 1) * 12) + Number(match, 2);
        var days = (Number(match, 3) * 7) + Number(match, 4);
        return months + days > 0 && months <= MostMonths && days <= MostDays ? new Term(months, days) : null;
    }

    /// <summary>The first moment at which it may no longer be there.</summary>
    public DateTimeOffset After(DateTimeOffset start) => start.ToUniversalTime().AddMonths(Months).AddDays(Days);

    /// <summary>Months have no fixed length; what counts is the longest that they can be.</summary>
    public bool IsLongerThan(Term other) => LongestDays > other.LongestDays;

    long LongestDays => (Months / 12 * 366L) + (Months % 12 * 31L) + Days;

    public override string ToString() =>
        "P" + (Months > 0 ? $"{Months.ToString(CultureInfo.InvariantCulture)}M" : "") + (Days > 0 ? $"{Days.ToString(CultureInfo.InvariantCulture)}D" : "");

    static int Number(Match match, int group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^P(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
