using System.Globalization;
using System.Text.RegularExpressions;
using Kluis.Web;

namespace Kluis.Registers;

/// <summary>Terms as people say and write them.</summary>
static partial class TermWords
{
    /// <summary>90 dagen, 6 maanden, 2 jaar.</summary>
    public static string Of(Term term, Words words)
    {
        var parts = new List<string>();
        if (term.Months >= 12 && term.Months % 12 == 0)
            parts.Add(words.Count("term.years", term.Months / 12));
        else if (term.Months > 0)
            parts.Add(words.Count("term.months", term.Months));
        if (term.Days > 0)
            parts.Add(words.Count("term.days", term.Days));
        return string.Join(' ', parts);
    }

    /// <summary>45 dagen, 6 weken, 18 maanden, 2 jaar, in either language, or a period such as P45D. Null for anything else.</summary>
    public static Term? Read(string? text)
    {
        var written = (text ?? "").Trim();
        var match = Spoken().Match(written);
        if (!match.Success)
            return Term.Parse(written.ToUpperInvariant());
        var unit = char.ToUpperInvariant(match.Groups[2].Value[0]) switch { 'J' => 'Y', var letter => letter };
        return Term.Parse(string.Create(CultureInfo.InvariantCulture, $"P{match.Groups[1].Value}{unit}"));
    }

    [GeneratedRegex("^([0-9]{1,5}) *(dag|dagen|days?|week|weken|weeks|maand|maanden|months?|jaar|jaren|years?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Spoken();
}
