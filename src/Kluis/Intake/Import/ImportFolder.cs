using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kluis.Intake.Import;

/// <summary>What a file of an import is.</summary>
enum FoundKind
{
    Recording,
    Vcon,

    /// <summary>Serves another file: metadata beside a recording, or a list.</summary>
    Beside,

    /// <summary>Nothing that is taken.</summary>
    Foreign,

    /// <summary>It cannot be opened now.</summary>
    Unreadable,
}

/// <summary>A file as its folder lists it, unopened.</summary>
/// <param name="Name">Its path below the folder of the import.</param>
/// <param name="IsPassedOver">Hidden, a link, or not finished by who writes it.</param>
readonly record struct ListedFile(string Path, string Name, FileMark Mark, bool IsPassedOver);

/// <param name="Name">Its path below the folder of the import.</param>
sealed record FoundFile(string Path, string Name, FoundKind Kind, string ContentType);

/// <summary>
/// The files of a folder, and what each is. Its first bytes say that, not what it is called; a JSON file with the name of a
/// recording is that recording's metadata.
/// </summary>
sealed class ImportFolder(string root)
{
    static readonly string[] unfinished = [".part", ".tmp", ".temp", ".filepart", ".crdownload", ".lock"];
    static readonly string[] sounds = [".wav", ".mp3", ".ogg", ".opus", ".m4a", ".mp4", ".wave"];

    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Which files are looked at, by their paths; the others are as if they were not there.</summary>
    public Func<string, bool> Takes { get; init; } = _ => true;

    /// <summary>One after another, links not followed, hidden and unfinished files left alone.</summary>
    public IEnumerable<FoundFile> Files() =>
        File.Exists(Root)
            ? [Look(Root)]
            : Listed().Where(file => !file.IsPassedOver && Takes(file.Path)).Select(file => file.Path)
                // A side-car that has just gone with its recording is still listed.
                .Where(File.Exists)
                .Select(Look);

    /// <summary>All that lies there, none of it opened. Hidden folders, and links to folders, are not entered.</summary>
    public IEnumerable<ListedFile> Listed() =>
        new FileSystemEnumerable<ListedFile>(
            Root,
            (ref entry) =>
            {
                var path = entry.ToFullPath();
                return new(path, NameOf(path), new(entry.Length, entry.LastWriteTimeUtc.ToUnixTimeMilliseconds()), IsPassedOver(ref entry));
            },
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !IsHidden(ref entry),
        };

    static bool IsPassedOver(ref FileSystemEntry entry) =>
        entry.Attributes.HasFlag(FileAttributes.ReparsePoint) || IsHidden(ref entry) || unfinished.Contains(Path.GetExtension(entry.FileName).ToString(), StringComparer.OrdinalIgnoreCase);

    static bool IsHidden(ref FileSystemEntry entry) => entry.IsHidden || entry.FileName.StartsWith('.');

    /// <summary>How a file of this folder is called in reports and by the memory of imports.</summary>
    public string NameOf(string path) => path == Root ? Path.GetFileName(path) : Path.GetRelativePath(Root, path);

    /// <summary>The file beside a recording that tells of it: <c>x.json</c> or <c>x.wav.json</c>.</summary>
    public static string? SideCarOf(string path) =>
        new[] { path + ".json", Path.ChangeExtension(path, ".json") }.FirstOrDefault(beside => beside != path && new FileInfo(beside) is { Exists: true, LinkTarget: null });

    /// <summary>Whether it is called as a recording is.</summary>
    public static bool IsSoundName(string path) => sounds.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>How the recording may be called of which a file with this name could tell.</summary>
    public static IEnumerable<string> SoundsOf(string sideCar)
    {
        var stem = sideCar[..^Path.GetExtension(sideCar).Length];
        return sounds.SelectMany(sound => new[] { stem + sound, stem + sound.ToUpperInvariant() }).Append(stem);
    }

    /// <summary>The metadata in a side-car: ours, or as the recipe reads it.</summary>
    public static JsonObject? ReadSideCar(string path, Recipe recipe, TimeZoneInfo zone)
    {
        if (new FileInfo(path).Length > RecordingMetadata.Longest)
            return null;
        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(path), documentOptions: new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false }) is not JsonObject told)
                return null;
            // Whole, as our API takes it; else field by field, as the other system calls them.
            return RecordingMetadata.Read(JsonSerializer.SerializeToUtf8Bytes(told)).Metadata is not null ? told : recipe.MetadataOf(field => TextOf(told, field), zone);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The file to which a vCon refers, where it lies beside it. Never outside its folder.</summary>
    public static string? BesideVcon(string vconPath, string name)
    {
        if (name.Length is 0 or > 255 || name is "." or ".." || name.AsSpan().ContainsAny('/', '\\', '\0'))
            return null;
        var path = Path.Combine(Path.GetDirectoryName(vconPath)!, name);
        return File.Exists(path) && new FileInfo(path).LinkTarget is null ? path : null;
    }

    FoundFile Look(string path)
    {
        try
        {
            var (kind, type) = KindOf(path);
            return new(path, NameOf(path), kind, type);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // One file that nobody may read does not stop the others.
            return new(path, NameOf(path), FoundKind.Unreadable, "application/octet-stream");
        }
    }

    static (FoundKind, string) KindOf(string path)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension == ".csv")
            return (FoundKind.Beside, "text/csv");
        if (extension == ".json" && IsSideCar(path))
            return (FoundKind.Beside, "application/json");
        Span<byte> start = stackalloc byte[16];
        using var file = File.OpenRead(path);
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        // A broken recording is one too: it is refused with its reason, not passed over.
        if (sounds.Contains(extension) || LooksLikeSound(start))
            return (FoundKind.Recording, "application/octet-stream");
        if (start.StartsWith((byte[])[0x1f, 0x8b]) && (path.Contains(".vcon", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".json.gz", StringComparison.OrdinalIgnoreCase)))
            return (FoundKind.Vcon, "application/vcon+gzip");
        return extension is ".vcon" or ".json" ? (FoundKind.Vcon, "application/vcon") : (FoundKind.Foreign, "application/octet-stream");
    }

    static bool IsSideCar(string path) => SoundsOf(path).Any(sound => IsSoundName(sound) && File.Exists(sound));

    static bool LooksLikeSound(ReadOnlySpan<byte> start) =>
        (start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..12].SequenceEqual("WAVE"u8)) || start.StartsWith("OggS"u8) || start.StartsWith("ID3"u8) || (start.Length >= 12 && start[4..12].SequenceEqual("ftypM4A "u8));

    static string? TextOf(JsonObject told, string field) => told.FirstOrDefault(each => each.Key.Equals(field, StringComparison.OrdinalIgnoreCase)).Value switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value => value.ToJsonString(),
        _ => null,
    };
}
