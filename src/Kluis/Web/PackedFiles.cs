using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Kluis.Web;

/// <summary>
/// Beside each file of text the same file packed, under its name with an ending more: packed as small as it gets at its first use, and
/// kept. No copy lies beside the program that could be another version.
/// </summary>
sealed class PackedFiles(IFileProvider files) : IFileProvider
{
    public const string Brotli = ".br", Gzip = ".gz";

    public static readonly IReadOnlyList<string> Endings = [Brotli, Gzip];

    readonly ConcurrentDictionary<string, IFileInfo> packed = new(StringComparer.Ordinal);

    /// <summary>Fonts are packed in themselves.</summary>
    public static bool Packs(string path) => Path.GetExtension(path) is ".css" or ".js" or ".svg";

    public IDirectoryContents GetDirectoryContents(string subpath) => files.GetDirectoryContents(subpath);

    public IFileInfo GetFileInfo(string subpath)
    {
        var ending = Path.GetExtension(subpath);
        if (!Endings.Contains(ending) || !Packs(subpath[..^ending.Length]))
            return files.GetFileInfo(subpath);
        if (packed.TryGetValue(subpath, out var known))
            return known;
        var plain = files.GetFileInfo(subpath[..^ending.Length]);
        return plain.Exists ? packed.GetOrAdd(subpath, _ => Pack(plain, ending)) : plain;
    }

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    static PackedFile Pack(IFileInfo plain, string ending)
    {
        using var bytes = new MemoryStream();
        using (Stream packing = ending == Brotli ? new BrotliStream(bytes, CompressionLevel.SmallestSize) : new GZipStream(bytes, CompressionLevel.SmallestSize))
        {
            using var content = plain.CreateReadStream();
            content.CopyTo(packing);
        }
        return new PackedFile(plain.Name + ending, plain.LastModified, bytes.ToArray());
    }

    sealed class PackedFile(string name, DateTimeOffset lastModified, byte[] bytes) : IFileInfo
    {
        public bool Exists => true;

        public long Length => bytes.Length;

        public string? PhysicalPath => null;

        public string Name => name;

        public DateTimeOffset LastModified => lastModified;

        public bool IsDirectory => false;

        public Stream CreateReadStream() => new MemoryStream(bytes, writable: false);
    }
}
