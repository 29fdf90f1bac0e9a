using System.Text;

namespace Kluis.Web;

/// <summary>Tables for a spreadsheet (RFC 4180), in which no value is a formula.</summary>
static class CsvText
{
    public const string MediaType = "text/csv; charset=utf-8";

    public static string Row(params IReadOnlyList<string?> values) => string.Join(',', values.Select(Cell)) + "\r\n";

    /// <summary>With the mark by which spreadsheets know UTF-8.</summary>
    public static byte[] Bytes(string text) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)];

    // A spreadsheet runs what starts like a formula; a mark before it makes it text.
    static string Cell(string? value)
    {
        var text = value ?? "";
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            text = "'" + text;
        return text.Any(letter => letter is '"' or ',' or ';' or '\r' or '\n' or '\t') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
