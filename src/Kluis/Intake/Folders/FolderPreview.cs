using Kluis.Access;
using Kluis.Intake.Import;

namespace Kluis.Intake.Folders;

/// <summary>From where the metadata of a file come, as far as its name tells.</summary>
enum PreviewKind
{
    /// <summary>From the file beside it.</summary>
    SideCar,

    /// <summary>From its name.</summary>
    Name,

    /// <summary>It is a recording, and nothing tells.</summary>
    Nothing,

    /// <summary>It is no recording: it tells itself, or serves another.</summary>
    Other,
}

/// <summary>One file, and what a pattern reads from its name.</summary>
sealed record PreviewLine(string Name, PreviewKind Kind, PatternReading Reading);

/// <summary>
/// The first files of a folder as a pattern reads their names. Names hold telephone numbers: who may not look into what came in
/// sees each figure as a dot, in the names and in what was read from them.
/// </summary>
sealed class FolderPreview(Inbox inbox)
{
    public const int Lines = 10;

    const int MostListed = 20_000;

    /// <param name="pattern">Null: there is none.</param>
    /// <exception cref="Storage.FaultException">The folder cannot be read.</exception>
    public IReadOnlyList<PreviewLine> Of(Caller caller, string folder, FileNamePattern? pattern)
    {
        try
        {
            var listed = new ImportFolder(inbox.PathOf(folder)).Listed().Take(MostListed).Where(file => !file.IsPassedOver).OrderBy(file => file.Name, StringComparer.Ordinal).Take(Lines);
            var isMasked = !caller.May(Permission.SortQuarantine);
            return [.. listed.Select(file => LineOf(file, pattern)).Select(line => isMasked ? Masked(line) : line)];
        }
        catch (Exception fault) when (fault is not Storage.FaultException && Inbox.FaultOf(fault) is { } code)
        {
            throw new Storage.FaultException(code, "The folder cannot be read.", fault);
        }
    }

    static PreviewLine LineOf(ListedFile file, FileNamePattern? pattern)
    {
        var nothing = new PatternReading([], null);
        if (!ImportFolder.IsSoundName(file.Path))
            return new(file.Name, PreviewKind.Other, nothing);
        if (ImportFolder.SideCarOf(file.Path) is not null)
            return new(file.Name, PreviewKind.SideCar, nothing);
        var reading = pattern?.Explain(file.Name) ?? nothing;
        return new(file.Name, reading is { Misfit: null, Fields.Count: > 0 } ? PreviewKind.Name : PreviewKind.Nothing, reading);
    }

    static PreviewLine Masked(PreviewLine line) => line with
    {
        Name = Masked(line.Name), Reading = line.Reading with { Fields = [.. line.Reading.Fields.Select(field => (field.Field, Masked(field.Text)))] },
    };

    static string Masked(string text) => string.Concat(text.Select(letter => char.IsDigit(letter) ? '•' : letter));
}
