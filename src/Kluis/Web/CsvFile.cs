using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace Kluis.Web;

/// <summary>
/// A table as a file for spreadsheets (RFC 4180, UTF-8), sent row by row while it is read. What a spreadsheet would take for a
/// formula gets an apostrophe in front: what a customer calls himself is not run on the machine of who reads the list.
/// </summary>
/// <param name="language">Dutch spreadsheets separate by semicolons, English ones by commas.</param>
sealed class CsvFile(string name, string language, IEnumerable<string?> head, IAsyncEnumerable<IEnumerable<string?>> rows) : IActionResult
{
    readonly char separator = language == "nl" ? ';' : ',';

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        response.Headers.CacheControl = "no-store";
        // With the mark at the beginning spreadsheets know the encoding.
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 16 * 1024, leaveOpen: true);
        await writer.WriteAsync(Line(separator, head));
        await foreach (var row in rows.WithCancellation(context.HttpContext.RequestAborted))
            await writer.WriteAsync(Line(separator, row));
    }

    public static string Line(char separator, IEnumerable<string?> cells) =>
        string.Join(separator, cells.Select(cell => Cell(cell ?? "", separator))) + "\r\n";

    static string Cell(string text, char separator)
    {
        if (text.Length > 0 && "=+-@\t\r\n".Contains(text[0], StringComparison.Ordinal))
            text = "'" + text;
        return text.Contains(separator, StringComparison.Ordinal) || text.AsSpan().ContainsAny("\"\r\n")
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }
}
