using System.Text.RegularExpressions;

namespace Kluis.Demo;

/// <summary>How a text sounds: how long, and how its numbers are read.</summary>
static partial class Speech
{
    /// <summary>An estimate for one voice at normal speed.</summary>
    public static double Seconds(string text) => text.Length / 15.0;

    /// <summary>Numbers that name something (phone, customer, meter) are read digit by digit, not amounts.</summary>
    public static string Spoken(string text) =>
        Naming().Replace(text, match => string.Join(' ', match.Value.ToCharArray()));

    [GeneratedRegex(@"(?<=[+\s(-]|^)0\d+|\d{5,}|(?<=G-\d{4}-)\d+|0{3,}")]
    private static partial Regex Naming();
}
