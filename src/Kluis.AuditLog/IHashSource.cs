namespace Kluis.AuditLog;

/// <summary>Where proofs take their hashes from, such as the tiles of a <see cref="TileFolder"/>.</summary>
public interface IHashSource
{
    /// <summary>
    /// The root of the complete subtree of 2^<paramref name="level"/> leaves that begins at leaf
    /// <paramref name="index"/> · 2^<paramref name="level"/>. It is asked only for subtrees that lie inside the tree.
    /// </summary>
    byte[] Hash(int level, long index);
}
