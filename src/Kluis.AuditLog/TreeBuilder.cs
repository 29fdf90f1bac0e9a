using System.Numerics;

namespace Kluis.AuditLog;

/// <summary>
/// Grows a Merkle tree (RFC 6962 §2.1) leaf by leaf and keeps only its right edge: the roots of the complete subtrees,
/// one for each bit that is set in the size. Not for use by two threads at once.
/// </summary>
public sealed class TreeBuilder
{
    // The root of the complete subtree of 2^level leaves stands at place `level`, valid where that bit of Size is set.
    readonly byte[] edge = new byte[63 * Merkle.HashLength];

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>The roots of the complete subtrees, the largest first; enough for <see cref="Restore"/>.</summary>
    public IReadOnlyList<byte[]> RightEdge =>
        [.. Levels(Size).Reverse().Select(level => Subtree(level).ToArray())];

    /// <summary>Continues a tree from its stored size and right edge.</summary>
    /// <exception cref="LogException">
    /// <c>tree.malformed</c>: the edge does not belong to a tree of that size.
    /// </exception>
    public static TreeBuilder Restore(long size, IReadOnlyList<byte[]> rightEdge)
    {
        ArgumentNullException.ThrowIfNull(rightEdge);
        if (size < 0 || rightEdge.Count != BitOperations.PopCount((ulong)size)
            || rightEdge.Any(hash => hash is not { Length: Merkle.HashLength }))
            throw new LogException("tree.malformed", $"The right edge is not that of {size} leaves.");
        var tree = new TreeBuilder { Size = size };
        foreach (var (level, hash) in Levels(size).Reverse().Zip(rightEdge))
            hash.CopyTo(tree.Subtree(level));
        return tree;
    }

    /// <summary>The hash of a leaf: SHA-256(0x00 ‖ leaf).</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> leaf)
    {
        var hash = new byte[Merkle.HashLength];
        Merkle.HashLeaf(leaf, hash);
        return hash;
    }

    /// <summary>Adds a leaf and returns its index, counted from 0.</summary>
    public long Append(ReadOnlySpan<byte> leaf)
    {
        Span<byte> hash = stackalloc byte[Merkle.HashLength];
        Merkle.HashLeaf(leaf, hash);
        Add(hash);
        return Size - 1;
    }

    /// <summary>Adds a leaf of which only the hash is known.</summary>
    public void AppendHash(ReadOnlySpan<byte> leafHash32)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(leafHash32.Length, Merkle.HashLength);
        Span<byte> hash = stackalloc byte[Merkle.HashLength];
        leafHash32.CopyTo(hash);
        Add(hash);
    }

    /// <summary>The root over all leaves; SHA-256 of nothing for the empty tree.</summary>
    public byte[] Root()
    {
        if (Size == 0)
            return Merkle.EmptyRoot();
        var lowest = BitOperations.TrailingZeroCount(Size);
        var root = Subtree(lowest).ToArray();
        foreach (var level in Levels(Size).Skip(1))
            Merkle.HashPair(Subtree(level), root, root);
        return root;
    }

    void Add(Span<byte> hash)
    {
        var level = 0;
        for (; (Size >> level & 1) == 1; level++)
            Merkle.HashPair(Subtree(level), hash, hash);
        hash.CopyTo(Subtree(level));
        Size++;
    }

    Span<byte> Subtree(int level) => Merkle.At(edge, level);

    static IEnumerable<int> Levels(long size) => Enumerable.Range(0, 63).Where(level => (size >> level & 1) == 1);
}
