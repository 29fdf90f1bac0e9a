using System.Text.Json.Nodes;

namespace Kluis.Intake.Import;

/// <summary>
/// A list of calls as another system exports it (RFC 4180, separated by comma, semicolon or tab): found by the name of the
/// recording, or by an id that stands in that name.
/// </summary>
sealed class RecordingList
{
    readonly Dictionary<string, JsonObject> byFile = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, JsonObject> byId = new(StringComparer.OrdinalIgnoreCase);
    readonly SortedSet<int> idLengths = [];

    /// <summary>Rows that name neither a file nor an id, or that cannot be read.</summary>
    public int Unusable { get; private set; }

    public int Count => byFile.Count + byId.Count;

    /// <param name="csv">Can be read twice: its first line tells the separator.</param>
    /// <exception cref="InvalidDataException">Not such a list at all.</exception>
    public static RecordingList Read(Stream csv, Recipe recipe, TimeZoneInfo zone)
    {
        var list = new RecordingList();
        foreach (var valueOf in CsvRows.Read(csv, recipe.Columns, () => list.Unusable++))
            list.Add(recipe, zone, valueOf);
        return list;
    }

    /// <returns>The metadata of this file; null where no row speaks of it.</returns>
    public JsonObject? Of(string fileName)
    {
        var name = Path.GetFileName(fileName);
        if (byFile.TryGetValue(name, out var row) || byFile.TryGetValue(Path.GetFileNameWithoutExtension(name), out row))
            return (JsonObject)row.DeepClone();
        // An id may stand anywhere in the name: each length that ids have is tried at each place, so the price is not the list's length.
        foreach (var length in idLengths)
        {
            for (var at = 0; at + length <= name.Length; at++)
            {
                if (byId.TryGetValue(name.Substring(at, length), out row))
                    return (JsonObject)row.DeepClone();
            }
        }
        return null;
    }

    void Add(Recipe recipe, TimeZoneInfo zone, Func<string, string?> valueOf)
    {
        if (recipe.FileOf(valueOf) is { Length: > 0 } file)
            byFile[file] = recipe.MetadataOf(valueOf, zone);
        else if (recipe.FileContains is { } column && valueOf(column) is { Length: >= 6 and <= 100 } id)
        {
            byId[id] = recipe.MetadataOf(valueOf, zone);
            idLengths.Add(id.Length);
        }
        else
            Unusable++;
    }
}
