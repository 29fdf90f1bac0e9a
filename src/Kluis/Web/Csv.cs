using System.Text;

namespace Kluis.Web;

/// <summary>Lists as CSV (RFC 4180) for a spreadsheet: with a byte order mark, and without cells that a spreadsheet would run as a formula.</summary>
static class Csv
{
    public const string MediaType = "text/csv; charset=utf-8";

    public static string Line(params IEnumerable<string?> cells) => string.Join(';', cells.Select(Cell)) + "\r\n";

    public static byte[] File(IEnumerable<string> lines) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(string.Concat(lines))];

    static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        // A quote in front makes it text for every spreadsheet (OWASP, CSV injection).
        var safe = value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        return safe.AsSpan().IndexOfAny(";\"\r\n,") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
