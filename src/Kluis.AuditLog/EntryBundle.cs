using System.Buffers;
using System.Buffers.Binary;

namespace Kluis.AuditLog;

/// <summary>
/// Up to 256 consecutive leaves in one file: each a big-endian 16-bit length and its bytes (C2SP tlog-tiles). Collects
/// the hashes of the leaves, which are the tile of level 0, at the same time.
/// </summary>
sealed class EntryBundle
{
    /// <summary>Longest bundle in bytes.</summary>
    public const int LongestLength = Merkle.TileWidth * (sizeof(ushort) + Leaf.LongestLength);

    readonly byte[] hashes = new byte[Merkle.TileLength];
    readonly ArrayBufferWriter<byte> entries = new();

    public int Width { get; private set; }

    /// <summary>The file of the bundle.</summary>
    public ReadOnlyMemory<byte> Entries => entries.WrittenMemory;

    /// <summary>The file of its tile of level 0.</summary>
    public ReadOnlyMemory<byte> Hashes => hashes.AsMemory(0, Width * Merkle.HashLength);

    /// <summary>Reads a bundle back and requires that it is whole, at most 256 leaves, all in canonical form.</summary>
    /// <exception cref="LogException">
    /// <c>entries.malformed</c>, <c>leaf.malformed</c>, <c>leaf.too-long</c>.
    /// </exception>
    public static EntryBundle Parse(ReadOnlySpan<byte> file)
    {
        var bundle = new EntryBundle();
        for (var rest = file; !rest.IsEmpty;)
        {
            if (bundle.Width == Merkle.TileWidth || !BinaryPrimitives.TryReadUInt16BigEndian(rest, out var length)
                || rest.Length < sizeof(ushort) + length)
                throw new LogException("entries.malformed", "A bundle of entries is cut off or too long.");
            var leaf = rest.Slice(sizeof(ushort), length);
            CanonicalJson.Require(leaf);
            bundle.Add(leaf);
            rest = rest[(sizeof(ushort) + length)..];
        }
        return bundle;
    }

    /// <exception cref="LogException"><c>leaf.too-long</c>.</exception>
    public void Add(ReadOnlySpan<byte> leaf)
    {
        Leaf.RequireLength(leaf.Length);
        BinaryPrimitives.WriteUInt16BigEndian(entries.GetSpan(sizeof(ushort)), (ushort)leaf.Length);
        entries.Advance(sizeof(ushort));
        entries.Write(leaf);
        Merkle.HashLeaf(leaf, Merkle.At(hashes, Width));
        Width++;
    }

    public void Clear()
    {
        entries.ResetWrittenCount();
        Width = 0;
    }
}
