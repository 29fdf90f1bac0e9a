using System.Buffers;
using System.Security.Cryptography;

namespace Kluis.AuditLog;

/// <summary>
/// One run of <see cref="LogVerifier"/>. Takes the files in any order and keeps of each only a digest; of a bundle of
/// entries also what its tile must be.
/// </summary>
sealed class Verification
{
    readonly Dictionary<string, byte[]> digests = [];
    readonly Dictionary<string, Bundle> bundles = [];
    byte[]? note;

    /// <exception cref="LogException">The file cannot be part of any log.</exception>
    public void Add(ExportFile file)
    {
        if (!digests.TryAdd(file.Name, SHA256.HashData(file.Content)))
            throw new LogException("file.twice", $"'{file.Name}' is there twice.");
        if (file.Name == TileName.Checkpoint)
            note = file.Content;
        else if (file.Name.StartsWith(TileName.EntriesPrefix, StringComparison.Ordinal))
            bundles.Add(file.Name, Bundle.Of(EntryBundle.Parse(file.Content)));
    }

    /// <exception cref="LogException">The reason why the answer is no.</exception>
    public Checkpoint Finish(VerifierKey key)
    {
        if (note is null)
            throw Missing(TileName.Checkpoint);
        var checkpoint = Checkpoint.Parse(NoteText.FromUtf8(note), key);
        RequireFiles(checkpoint.Size);
        var root = RequireTiles(checkpoint.Size);
        return root.AsSpan().SequenceEqual(checkpoint.Root)
            ? checkpoint
            : throw new LogException("checkpoint.root", "The entries do not give the root of the checkpoint.");
    }

    /// <summary>
    /// Exactly the files of that size. The first missing one ends it, so a size without files costs nothing.
    /// </summary>
    void RequireFiles(long size)
    {
        HashSet<string> wanted = [TileName.Checkpoint];
        foreach (var name in TileName.All(size))
            if (digests.ContainsKey(name))
                wanted.Add(name);
            else
                throw Missing(name);
        if (digests.Keys.FirstOrDefault(name => !wanted.Contains(name)) is { } unknown)
            throw new LogException("file.unknown", $"'{unknown}' does not belong to a log of {size} entries.");
    }

    /// <summary>Computes the tiles of each level from those below and compares them; gives the root.</summary>
    byte[] RequireTiles(long size)
    {
        var tree = new TreeBuilder();
        var above = new ArrayBufferWriter<byte>(); // roots of the full tiles: the content of the next level
        for (long n = 0; TileName.Width(size, 0, n) is > 0 and var width; n++)
        {
            var bundle = bundles[TileName.Entries(n, width)];
            if (bundle.Width != width)
                throw new LogException("entries.malformed", $"Bundle {n} has {bundle.Width} entries, not {width}.");
            RequireTile(TileName.Hashes(0, n, width), bundle.TileDigest);
            tree.AppendHash(bundle.Root); // the tree over the bundles has the same root as the tree over the leaves
            if (width == Merkle.TileWidth)
                above.Write(bundle.Root);
        }
        for (var level = 1; above.WrittenCount > 0; level++)
            above = RequireLevel(size, level, above);
        return tree.Root();
    }

    ArrayBufferWriter<byte> RequireLevel(long size, int level, ArrayBufferWriter<byte> hashes)
    {
        var above = new ArrayBufferWriter<byte>();
        for (var n = 0; TileName.Width(size, level, n) is > 0 and var width; n++)
        {
            var tile = hashes.WrittenSpan.Slice(n * Merkle.TileLength, width * Merkle.HashLength);
            RequireTile(TileName.Hashes(level, n, width), SHA256.HashData(tile));
            if (width == Merkle.TileWidth)
                above.Write(Merkle.Root(tile));
        }
        return above;
    }

    void RequireTile(string name, byte[] digest)
    {
        if (!digests[name].AsSpan().SequenceEqual(digest))
            throw new LogException("tile.differs", $"'{name}' does not belong to the entries.");
    }

    static LogException Missing(string name) => new("file.missing", $"'{name}' is missing.");

    /// <param name="Width">Number of entries.</param>
    /// <param name="TileDigest">SHA-256 of the file of the tile over them.</param>
    /// <param name="Root">Root of the tree over them.</param>
    sealed record Bundle(int Width, byte[] TileDigest, byte[] Root)
    {
        public static Bundle Of(EntryBundle bundle) =>
            new(bundle.Width, SHA256.HashData(bundle.Hashes.Span), Merkle.Root(bundle.Hashes.Span));
    }
}
