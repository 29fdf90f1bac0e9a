using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Kluis.AuditLog;

/// <summary>The hashes of RFC 6962 §2.1: SHA-256, 0x00 before a leaf, 0x01 before a pair of nodes.</summary>
static class Merkle
{
    public const int HashLength = 32;
    public const int TileWidth = 256;
    public const int TileLength = TileWidth * HashLength;

    public static byte[] EmptyRoot() => SHA256.HashData([]);

    [SkipLocalsInit]
    public static void HashLeaf(ReadOnlySpan<byte> leaf, Span<byte> hash)
    {
        Span<byte> input = leaf.Length < 1024 ? stackalloc byte[1024] : new byte[leaf.Length + 1];
        input[0] = 0;
        leaf.CopyTo(input[1..]);
        SHA256.HashData(input[..(leaf.Length + 1)], hash);
    }

    /// <summary><paramref name="parent"/> may be the place of one of the children.</summary>
    [SkipLocalsInit]
    public static void HashPair(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> parent)
    {
        Span<byte> input = stackalloc byte[1 + (2 * HashLength)];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashLength)..]);
        SHA256.HashData(input, parent);
    }

    public static byte[] Pair(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var parent = new byte[HashLength];
        HashPair(left, right, parent);
        return parent;
    }

    /// <summary>
    /// The root over 1 to 256 concatenated hashes. Pairing row by row, a last odd one moving up as it is, gives the
    /// same tree as the recursive definition of the RFC.
    /// </summary>
    [SkipLocalsInit]
    public static byte[] Root(ReadOnlySpan<byte> hashes)
    {
        Debug.Assert(hashes.Length is > 0 and <= TileLength, "a tile has 1 to 256 hashes");
        Span<byte> row = stackalloc byte[TileLength];
        hashes.CopyTo(row);
        for (var width = hashes.Length / HashLength; width > 1; width = (width + 1) / 2)
        {
            for (var pair = 0; pair < width / 2; pair++)
                HashPair(At(row, 2 * pair), At(row, (2 * pair) + 1), At(row, pair));
            if (width % 2 == 1)
                At(row, width - 1).CopyTo(At(row, width / 2));
        }
        return row[..HashLength].ToArray();
    }

    public static Span<byte> At(Span<byte> hashes, int index) => hashes.Slice(index * HashLength, HashLength);
}
