namespace Kluis.AuditLog;

/// <summary>The hashes of a tree of one size, read from its tiles.</summary>
sealed class TileHashes(string folder, long size) : IHashSource
{
    public byte[] Hash(int level, long index)
    {
        // A subtree of 2^(8t+k) leaves spans 2^k hashes of tile level t.
        var (tileLevel, span) = (level / 8, 1 << (level % 8));
        var first = index * span;
        var tile = Read(tileLevel, first / Merkle.TileWidth);
        var from = (int)(first % Merkle.TileWidth);
        if ((from + span) * Merkle.HashLength > tile.Length)
            throw new ArgumentOutOfRangeException(nameof(index), $"The tree of {size} leaves has no such subtree.");
        return Merkle.Root(tile.AsSpan(from * Merkle.HashLength, span * Merkle.HashLength));
    }

    byte[] Read(int level, long n)
    {
        var width = TileName.Width(size, level, n);
        var path = Path.Combine(folder, TileName.Hashes(level, n, width));
        if (!File.Exists(path)) // the log may have grown since, and the partial tile have become a full one
            path = Path.Combine(folder, TileName.Hashes(level, n, Merkle.TileWidth));
        if (!File.Exists(path))
            throw new LogException("tile.missing", $"The folder has no tile {n} of level {level}.");
        var tile = File.ReadAllBytes(path);
        return tile.Length >= width * Merkle.HashLength
            ? tile[..(width * Merkle.HashLength)]
            : throw new LogException("tile.malformed", $"Tile {n} of level {level} is too short.");
    }
}
