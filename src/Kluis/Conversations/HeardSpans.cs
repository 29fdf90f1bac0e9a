using System.Globalization;

namespace Kluis.Conversations;

/// <summary>Which spans a person heard, as the player tells at the end: seconds, merged and bounded before they go into the log.</summary>
static class HeardSpans
{
    const int MostSpans = 200, MostSeconds = 864_000;

    /// <returns><c>0-12s,40-55s</c>; empty for nothing; null for what is not a list of spans.</returns>
    public static string? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "";
        var spans = new List<(int From, int To)>();
        foreach (var item in text.Split(','))
        {
            var ends = item.Replace("s", "", StringComparison.Ordinal).Split('-');
            if (ends.Length != 2 || !TryRead(ends[0], out var from) || !TryRead(ends[1], out var to) || to < from || spans.Count >= MostSpans)
                return null;
            spans.Add((from, to));
        }
        return string.Join(',', Merge(spans).Select(span => string.Create(CultureInfo.InvariantCulture, $"{span.From}-{span.To}s")));
    }

    static bool TryRead(string text, out int seconds)
    {
        var read = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= MostSeconds;
        seconds = read ? (int)value : 0;
        return read;
    }

    static List<(int From, int To)> Merge(List<(int From, int To)> spans)
    {
        spans.Sort();
        var merged = new List<(int From, int To)>();
        foreach (var span in spans)
        {
            if (merged.Count > 0 && span.From <= merged[^1].To)
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, span.To));
            else
                merged.Add(span);
        }
        return merged;
    }
}
