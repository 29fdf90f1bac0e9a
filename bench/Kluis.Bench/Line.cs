namespace Kluis.Bench;

/// <summary>One line of the result.</summary>
/// <param name="Figure">The measured figures, with their units.</param>
/// <param name="Target">What was to be reached; null: told for information.</param>
/// <param name="Reached">The ratio or value that is compared with the target.</param>
sealed record Line(string Group, string What, string Figure, string? Target, string? Reached, bool? Met)
{
    public string Verdict => Met switch { true => "met", false => "MISSED", null => "" };

    public static Line Ratio(string group, string what, string figure, double ratio, double atLeast) =>
        new(group, what, figure, $"≥ {atLeast:0.0} ×", $"{ratio:0.00} ×", ratio >= atLeast);

    public static Line RatioAtMost(string group, string what, string figure, double ratio, double atMost) =>
        new(group, what, figure, $"≤ {atMost:0.0} ×", $"{ratio:0.00} ×", ratio <= atMost);

    public static Line AtMost(string group, string what, string figure, double value, double atMost, string unit) =>
        new(group, what, figure, $"≤ {atMost:0.##} {unit}", $"{value:0.00} {unit}", value <= atMost);

    public static Line Told(string group, string what, string figure) => new(group, what, figure, null, null, null);
}
