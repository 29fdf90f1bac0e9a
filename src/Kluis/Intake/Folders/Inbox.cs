using Kluis.Storage;

namespace Kluis.Intake.Folders;

/// <summary>
/// The one folder of the host below which folders may be watched, each a direct subfolder. Who works in the console names one of
/// them, and never a path: nothing outside is reached.
/// </summary>
/// <param name="Root">Null: the host has named none, and nothing is watched.</param>
sealed record Inbox(string? Root)
{
    const int LongestName = 100, Most = 500;

    /// <summary>A name of one folder: no path, not hidden, nothing that a page or a log would show otherwise than it is.</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= LongestName } && name[0] != '.' && name.Trim() == name && !name.AsSpan().ContainsAny('/', '\\') && !name.Any(char.IsControl);

    /// <summary>The folders that may be watched, by name.</summary>
    /// <exception cref="FaultException"><c>folder.missing</c>, <c>folder.no-rights</c>, <c>folder.unreadable</c></exception>
    public IReadOnlyList<string> Names()
    {
        if (Root is null)
            return [];
        try
        {
            return [.. new DirectoryInfo(Root).EnumerateDirectories().Where(folder => folder.LinkTarget is null && IsName(folder.Name)).Select(folder => folder.Name).Order(StringComparer.Ordinal).Take(Most)];
        }
        catch (Exception fault) when (FaultOf(fault) is { } code)
        {
            throw new FaultException(code, "The folder in KLUIS_INBOX cannot be read.", fault);
        }
    }

    /// <exception cref="FaultException"><c>folder.missing</c>, <c>folder.link</c></exception>
    public string PathOf(string name)
    {
        if (Root is null || !IsName(name))
            throw new FaultException("folder.missing", "There is no inbox, or this is not a name of a folder.");
        var folder = new DirectoryInfo(Path.Combine(Root, name));
        if (folder.LinkTarget is not null)
            throw new FaultException("folder.link", "The folder is a link; what it points to may lie elsewhere.");
        return folder.Exists ? folder.FullName : throw new FaultException("folder.missing", "The folder is not there.");
    }

    /// <returns>What is wrong with a folder, as a stable code; null: this is no fault of a folder.</returns>
    public static string? FaultOf(Exception exception) => exception switch
    {
        FaultException fault => fault.Code,
        Vault.VaultException vault => vault.Code,
        DirectoryNotFoundException => "folder.missing",
        UnauthorizedAccessException => "folder.no-rights",
        IOException => "folder.unreadable",
        _ => null,
    };
}
