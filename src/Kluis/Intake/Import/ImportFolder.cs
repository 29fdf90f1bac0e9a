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
}

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

    /// <summary>One after another, links not followed, hidden and unfinished files left alone.</summary>
    public IEnumerable<FoundFile> Files()
    {
        if (File.Exists(Root))
            return [Look(Root)];
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden, IgnoreInaccessible = false };
        return Directory.EnumerateFiles(Root, "*", options)
            .Where(path => !Path.GetFileName(path).StartsWith('.') && !unfinished.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            // A side-car that has just gone with its recording is still listed.
            .Where(File.Exists)
            .Select(Look);
    }

    /// <summary>How a file of this folder is called in reports and by the memory of imports.</summary>
    public string NameOf(string path) => path == Root ? Path.GetFileName(path) : Path.GetRelativePath(Root, path);

    /// <summary>The file beside a recording that tells of it: <c>x.json</c> or <c>x.wav.json</c>.</summary>
    public static string? SideCarOf(string path) =>
        new[] { path + ".json", Path.ChangeExtension(path, ".json") }.FirstOrDefault(beside => beside != path && File.Exists(beside));

    /// <summary>The metadata in a side-car: ours, or as the recipe reads it.</summary>
    public static JsonObject? ReadSideCar(string path, Recipe recipe, TimeZoneInfo zone)
    {
        if (new FileInfo(path).Length > RecordingMetadata.Longest)
            return null;
        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(path), documentOptions: new JsonDocumentOptions { MaxDepth = 16 }) is not JsonObject told)
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
        var (kind, type) = KindOf(path);
        return new(path, NameOf(path), kind, type);
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

    static bool IsSideCar(string path)
    {
        var stem = path[..^".json".Length];
        return sounds.Contains(Path.GetExtension(stem), StringComparer.OrdinalIgnoreCase) && File.Exists(stem) || sounds.Any(sound => File.Exists(stem + sound) || File.Exists(stem + sound.ToUpperInvariant()));
    }

    static bool LooksLikeSound(ReadOnlySpan<byte> start) =>
        (start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..12].SequenceEqual("WAVE"u8)) || start.StartsWith("OggS"u8) || start.StartsWith("ID3"u8) || (start.Length >= 12 && start[4..12].SequenceEqual("ftypM4A "u8));

    static string? TextOf(JsonObject told, string field) => told.FirstOrDefault(each => each.Key.Equals(field, StringComparison.OrdinalIgnoreCase)).Value switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value => value.ToJsonString(),
        _ => null,
    };
}
