using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace Kluis.Web;

/// <summary>
/// A table as a file (RFC 4180, UTF-8), sent row by row while it is read. A value that a spreadsheet would take for a formula gets
/// an apostrophe before it.
/// </summary>
sealed class CsvFile(string name, IReadOnlyList<string> head, IAsyncEnumerable<IReadOnlyList<string?>> rows) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        response.Headers.CacheControl = "no-store";
        // With the mark at the beginning spreadsheets know the encoding.
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 16 * 1024, leaveOpen: true);
        await writer.WriteAsync(Line(head));
        await foreach (var row in rows.WithCancellation(context.HttpContext.RequestAborted))
            await writer.WriteAsync(Line(row));
    }

    public static string Line(IEnumerable<string?> values) => string.Join(',', values.Select(Field)) + "\r\n";

    static string Field(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        var safe = value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        return safe.AsSpan().IndexOfAny(",;\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
