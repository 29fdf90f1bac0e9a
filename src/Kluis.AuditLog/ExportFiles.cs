using System.Formats.Tar;

namespace Kluis.AuditLog;

/// <summary>One file of an exported log: its name with slashes, relative to the folder, and all of its bytes.</summary>
readonly record struct ExportFile(string Name, byte[] Content);

/// <summary>
/// Gives the files of an export one by one, and refuses whatever is not a plain file in a folder that holds one.
/// </summary>
static class ExportFiles
{
    // Hidden and system files too, and an unreadable folder is a fault, not an empty one.
    static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <exception cref="LogException"><c>file.unknown</c>, <c>file.link</c>, <c>file.size</c>.</exception>
    public static IEnumerable<ExportFile> InFolder(string folder) => InFolder(new DirectoryInfo(folder), "");

    static IEnumerable<ExportFile> InFolder(DirectoryInfo folder, string prefix)
    {
        var empty = prefix.Length > 0;
        foreach (var item in folder.EnumerateFileSystemInfos("*", Everything))
        {
            empty = false;
            var name = prefix + item.Name;
            if (item.LinkTarget is not null)
                throw Link(name);
            if (item is DirectoryInfo inner)
                foreach (var file in InFolder(inner, name + "/"))
                    yield return file;
            else
                yield return new ExportFile(name, Read((FileInfo)item, name));
        }
        if (empty)
            throw Unknown(prefix);
    }

    // Pipes and devices have length 0 too, so nobody waits for them.
    static byte[] Read(FileInfo file, string name)
    {
        RequireLength(file.Length, name);
        return File.ReadAllBytes(file.FullName);
    }

    /// <exception cref="LogException">
    /// <c>file.unknown</c>, <c>file.link</c>, <c>file.size</c>, <c>tar.malformed</c>: not a tar, or bytes after its
    /// end.
    /// </exception>
    public static IEnumerable<ExportFile> InTar(Stream tar)
    {
        using var reader = new TarReader(tar, leaveOpen: true);
        HashSet<string> folders = [], parents = ["./"];
        while (Next(reader) is { } entry)
        {
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.EntryType == TarEntryType.Directory)
            {
                folders.Add($"./{name.TrimEnd('/')}".TrimEnd('/') + "/");
                continue;
            }
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                throw Link(name);
            for (var slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1))
                parents.Add("./" + name[..(slash + 1)]);
            yield return new ExportFile(name, Read(entry, name));
        }
        if (folders.FirstOrDefault(folder => !parents.Contains(folder)) is { } unknown)
            throw Unknown(unknown);
        RequireZeros(tar);
    }

    static TarEntry? Next(TarReader reader)
    {
        try
        {
            return reader.GetNextEntry();
        }
        catch (Exception cause) when (IsMalformed(cause))
        {
            throw Malformed("The file is not a whole tar.", cause);
        }
    }

    static byte[] Read(TarEntry entry, string name)
    {
        RequireLength(entry.Length, name);
        try
        {
            var content = new byte[entry.Length];
            entry.DataStream!.ReadExactly(content);
            return content;
        }
        catch (Exception cause) when (IsMalformed(cause))
        {
            throw Malformed("The tar is cut off.", cause);
        }
    }

    static void RequireZeros(Stream rest)
    {
        var block = new byte[4096];
        while (rest.Read(block) is > 0 and var length)
            if (block.AsSpan(0, length).ContainsAnyExcept((byte)0))
                throw Malformed("The tar has bytes after its end.");
    }

    static void RequireLength(long length, string name)
    {
        if (length is 0 or > EntryBundle.LongestLength)
            throw new LogException("file.size", $"'{name}' has {length} bytes, as no file of a log does.");
    }

    // TarReader shows damage in exceptions of many kinds; what is not a fault of the stream is one of the tar.
    static bool IsMalformed(Exception cause) => cause is not IOException or EndOfStreamException;

    static LogException Malformed(string message, Exception? cause = null) => new("tar.malformed", message, cause);

    static LogException Link(string name) => new("file.link", $"'{name}' is a link or a special file.");

    static LogException Unknown(string name) => new("file.unknown", $"'{name}' does not belong to a log.");
}
