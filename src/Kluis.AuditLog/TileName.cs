using System.Globalization;

namespace Kluis.AuditLog;

/// <summary>The file names of C2SP tlog-tiles, relative to the folder of the log, with slashes.</summary>
static class TileName
{
    public const string Checkpoint = "checkpoint";
    public const string Folder = "tile";
    public const string EntriesPrefix = "tile/entries/";

    /// <summary>Tile <paramref name="n"/> of a level; a width below 256 makes it a partial tile.</summary>
    public static string Hashes(int level, long n, int width) =>
        string.Create(CultureInfo.InvariantCulture, $"tile/{level}/") + Place(n, width);

    /// <summary>The bundle of entries under tile <paramref name="n"/> of level 0.</summary>
    public static string Entries(long n, int width) => EntriesPrefix + Place(n, width);

    /// <summary>
    /// How many hashes a level has in a tree of that size: its complete subtrees of 256^level leaves.
    /// </summary>
    public static long Count(long size, int level) => 8 * level < 63 ? size >> (8 * level) : 0;

    /// <summary>How wide tile <paramref name="n"/> of a level is in a tree of that size, 0 to 256.</summary>
    public static int Width(long size, int level, long n) =>
        (int)Math.Clamp(Count(size, level) - (n * Merkle.TileWidth), 0, Merkle.TileWidth);

    /// <summary>The rightmost tile of each level, where it is partial.</summary>
    public static IEnumerable<(int Level, long N, int Width)> Partial(long size)
    {
        for (var level = 0; Count(size, level) is > 0 and var count; level++)
            if (count % Merkle.TileWidth is > 0 and var width)
                yield return (level, count / Merkle.TileWidth, (int)width);
    }

    /// <summary>All files of a log of that size, without the checkpoint.</summary>
    public static IEnumerable<string> All(long size)
    {
        for (var level = 0; Count(size, level) is > 0 and var count; level++)
            for (long n = 0; n * Merkle.TileWidth < count; n++)
            {
                yield return Hashes(level, n, Width(size, level, n));
                if (level == 0)
                    yield return Entries(n, Width(size, level, n));
            }
    }

    static string Place(long n, int width)
    {
        var place = (n % 1000).ToString("000", CultureInfo.InvariantCulture);
        while ((n /= 1000) > 0)
            place = string.Create(CultureInfo.InvariantCulture, $"x{n % 1000:000}/{place}");
        return width == Merkle.TileWidth ? place : string.Create(CultureInfo.InvariantCulture, $"{place}.p/{width}");
    }
}
