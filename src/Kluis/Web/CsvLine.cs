namespace Kluis.Web;

/// <summary>
/// One line of a file for spreadsheets (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front: what
/// a customer calls himself is not run on the machine of who reads the list.
/// </summary>
static class CsvLine
{
    public static string Of(char separator, IEnumerable<string?> cells) =>
        string.Join(separator, cells.Select(cell => Cell(cell ?? "", separator))) + "\r\n";

    /// <summary>What the spreadsheets of this language separate by.</summary>
    public static char SeparatorOf(string language) => language == "nl" ? ';' : ',';

    static string Cell(string text, char separator)
    {
        if (text.Length > 0 && "=+-@\t\r\n".Contains(text[0], StringComparison.Ordinal))
            text = "'" + text;
        return text.Contains(separator, StringComparison.Ordinal) || text.AsSpan().ContainsAny("\"\r\n")
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }
}
