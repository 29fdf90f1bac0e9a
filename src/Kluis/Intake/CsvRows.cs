using System.Text;
using CsvHelper;

namespace Kluis.Intake;

/// <summary>Rows of a list that another system exports: RFC 4180, separated by comma, semicolon or tab, each field by the name of its column.</summary>
static class CsvRows
{
    const int LongestRecord = 256 * 1024;
    static readonly char[] separators = [',', ';', '\t'];

    /// <param name="csv">Can be read twice: its first line tells the separator.</param>
    /// <param name="columns">The columns of a list without a first line of names; null: it has one.</param>
    /// <param name="malformed">Called for each row that cannot be read.</param>
    /// <returns>For each row, what gives the text of a column; null where the row has none. Valid until the next row.</returns>
    /// <exception cref="InvalidDataException">Not such a list at all.</exception>
    public static IEnumerable<Func<string, string?>> Read(Stream csv, IReadOnlyList<string>? columns, Action malformed)
    {
        var options = CsvReaderOptions.Default with
        {
            HasHeader = columns is null, Separator = columns is null ? SeparatorOf(csv) : ',', MaxRecordSize = LongestRecord, IncludeValuesInExceptions = false,
            NormalizeHeaderName = name => name.Trim().ToLowerInvariant(), MalformedData = CsvMalformedDataHandling.Skip, FieldCountMismatch = CsvFieldCountHandling.Allow,
            OnMalformedRecord = _ => malformed(),
        };
        using var reader = CsvReader.Create(csv, options, leaveOpen: true);
        while (IsThereMore(reader))
            yield return column => ValueOf(reader, columns, column);
    }

    static bool IsThereMore(CsvReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (Exception fault) when (fault is CsvFormatException or DecoderFallbackException)
        {
            throw new InvalidDataException("The list cannot be read as CSV.", fault);
        }
    }

    // Dutch spreadsheets separate by semicolons. Names of columns hold none of the three.
    static char SeparatorOf(Stream csv)
    {
        using var reader = new StreamReader(csv, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var start = new char[4096];
        var line = new string(start, 0, reader.ReadBlock(start)).Split('\n')[0];
        csv.Position = 0;
        return separators.MaxBy(separator => line.Count(letter => letter == separator));
    }

    static string? ValueOf(CsvReader reader, IReadOnlyList<string>? columns, string column)
    {
        var index = columns?.TakeWhile(each => each != column).Count() ?? (reader.TryGetFieldIndex(column.ToLowerInvariant(), out var named) ? named : int.MaxValue);
        return index < reader.FieldCount ? reader.GetString(index) : null;
    }
}
