using System.Numerics;

namespace Kluis.AuditLog;

/// <summary>
/// Makes proofs (RFC 6962 §2.1.1 and §2.1.2) and checks them (RFC 9162 §2.1.3.2 and §2.1.4.2). Checks never throw: what
/// is malformed proves nothing.
/// </summary>
public static class Proofs
{
    /// <summary>The root of the first <paramref name="size"/> leaves.</summary>
    public static byte[] Root(long size, IHashSource hashes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentNullException.ThrowIfNull(hashes);
        return size == 0 ? Merkle.EmptyRoot() : Range(0, size, hashes);
    }

    /// <summary>Proves that a leaf is in the tree: the sibling hashes from the leaf up to the root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf in a tree of that size.</exception>
    public static byte[][] Inclusion(long index, long size, IHashSource hashes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        ArgumentNullException.ThrowIfNull(hashes);
        var proof = new List<byte[]>();
        Path(index, 0, size, hashes, proof);
        return [.. proof];
    }

    /// <summary>
    /// Proves that the tree of the older size is the beginning of the newer one; empty for 0 and for equal sizes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The older size is negative or above the newer.</exception>
    public static byte[][] Consistency(long older, long newer, IHashSource hashes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(older);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(older, newer);
        ArgumentNullException.ThrowIfNull(hashes);
        var proof = new List<byte[]>();
        if (older > 0)
            Subproof(older, 0, newer, true, hashes, proof);
        return [.. proof];
    }

    /// <summary>Whether the proof leads from the leaf to the root.</summary>
    public static bool VerifyInclusion(
        byte[] leafHash, long index, long size, byte[] root, IReadOnlyList<byte[]> proof)
    {
        if (index < 0 || index >= size || proof is null || !AreHashes([leafHash, root, .. proof]))
            return false;
        var walk = new Walk(index, size - 1);
        var hash = leafHash;
        foreach (var sibling in proof)
        {
            if (walk.Last == 0)
                return false;
            hash = walk.Up() ? Merkle.Pair(sibling, hash) : Merkle.Pair(hash, sibling);
        }
        return walk.Last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>Whether the proof shows that the newer tree begins with all leaves of the older one.</summary>
    public static bool VerifyConsistency(
        long older, byte[] olderRoot, long newer, byte[] newerRoot, IReadOnlyList<byte[]> proof)
    {
        if (older < 0 || older > newer || proof is null || !AreHashes([olderRoot, newerRoot, .. proof]))
            return false;
        if (older == newer)
            return proof.Count == 0 && olderRoot.AsSpan().SequenceEqual(newerRoot);
        if (older == 0)
            return proof.Count == 0 && olderRoot.AsSpan().SequenceEqual(Merkle.EmptyRoot());

        // A complete older tree is itself a node of the newer one, so the proof leaves it out.
        IReadOnlyList<byte[]> path = BitOperations.IsPow2(older) ? [olderRoot, .. proof] : proof;
        if (path.Count == 0)
            return false;
        var complete = BitOperations.TrailingZeroCount(older);
        var walk = new Walk((older - 1) >> complete, (newer - 1) >> complete);
        var (old, young) = (path[0], path[0]);
        foreach (var hash in path.Skip(1))
        {
            if (walk.Last == 0)
                return false;
            (old, young) = walk.Up()
                ? (Merkle.Pair(hash, old), Merkle.Pair(hash, young))
                : (old, Merkle.Pair(young, hash));
        }
        return walk.Last == 0 && old.AsSpan().SequenceEqual(olderRoot) && young.AsSpan().SequenceEqual(newerRoot);
    }

    static bool AreHashes(ReadOnlySpan<byte[]> hashes)
    {
        foreach (var hash in hashes)
            if (hash is not { Length: Merkle.HashLength })
                return false;
        return true;
    }

    static void Path(long index, long from, long to, IHashSource hashes, List<byte[]> proof)
    {
        if (to - from == 1)
            return;
        var middle = from + Split(to - from);
        if (index < middle)
        {
            Path(index, from, middle, hashes, proof);
            proof.Add(Range(middle, to, hashes));
        }
        else
        {
            Path(index, middle, to, hashes, proof);
            proof.Add(Range(from, middle, hashes));
        }
    }

    // `known`: no leaf was left out on the left, so at the end of the older tree the range is that tree, whose root the
    // verifier has already.
    static void Subproof(long older, long from, long to, bool known, IHashSource hashes, List<byte[]> proof)
    {
        if (older == to)
        {
            if (!known)
                proof.Add(Range(from, to, hashes));
            return;
        }
        var middle = from + Split(to - from);
        if (older <= middle)
        {
            Subproof(older, from, middle, known, hashes, proof);
            proof.Add(Range(middle, to, hashes));
        }
        else
        {
            Subproof(older, middle, to, false, hashes, proof);
            proof.Add(Range(from, middle, hashes));
        }
    }

    /// <summary>
    /// The root over a range of leaves that begins at a multiple of its own length, rounded up to a power of two.
    /// </summary>
    static byte[] Range(long from, long to, IHashSource hashes)
    {
        var length = to - from;
        if (BitOperations.IsPow2(length))
            return hashes.Hash(BitOperations.Log2((ulong)length), from / length);
        var middle = from + Split(length);
        return Merkle.Pair(Range(from, middle, hashes), Range(middle, to, hashes));
    }

    /// <summary>The largest power of two below a length of at least 2.</summary>
    static long Split(long length) => 1L << BitOperations.Log2((ulong)(length - 1));

    /// <summary>The way from a node to the root: its index and that of the last node in the same row.</summary>
    struct Walk(long index, long last)
    {
        long index = index;

        public long Last { get; private set; } = last;

        /// <summary>
        /// Goes up one row and says whether the sibling was on the left. A node without one moves up first.
        /// </summary>
        public bool Up()
        {
            var siblingIsLeft = (index & 1) == 1 || index == Last;
            while (siblingIsLeft && (index & 1) == 0 && index != 0)
                Step();
            Step();
            return siblingIsLeft;
        }

        void Step() => (index, Last) = (index >> 1, Last >> 1);
    }
}
