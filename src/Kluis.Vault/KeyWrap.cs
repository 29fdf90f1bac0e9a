using System.Buffers.Binary;

namespace Kluis.Vault;

/// <summary>A key sealed under its parent: <c>alg1 ‖ nonce12 ‖ ciphertext32 ‖ tag16</c>, 61 bytes.</summary>
/// <remarks>The wrap opens only at its own place: level, id, parent and generation are authenticated data
/// (<c>"kluis/wrap/v1" ‖ level1 ‖ id16 ‖ parent16 ‖ generation u32 little-endian</c>), so that a row copied over
/// another is refused.</remarks>
public static class KeyWrap
{
    /// <summary>Bytes of a wrap.</summary>
    public const int Size = SecretBytes.Size + Envelope.Overhead;

    static ReadOnlySpan<byte> Label => "kluis/wrap/v1"u8;

    /// <summary>Wraps 32 bytes.</summary>
    /// <param name="parentKey32">The parent key.</param>
    /// <param name="level">The rung of the key ladder, one number a kind of key.</param>
    /// <param name="id">Id of the wrapped key.</param>
    /// <param name="parentId">Id of the parent key.</param>
    /// <param name="generation">Generation of the parent; the epoch for root keys.</param>
    /// <param name="key32">The key to wrap.</param>
    /// <exception cref="ArgumentException">A key is not 32 bytes.</exception>
    public static byte[] Wrap(
        ReadOnlySpan<byte> parentKey32,
        byte level,
        VaultId id,
        VaultId parentId,
        uint generation,
        ReadOnlySpan<byte> key32)
    {
        RequireKey(parentKey32);
        RequireKey(key32);
        return Envelope.Seal(parentKey32, Place(level, id, parentId, generation), key32);
    }

    /// <summary>Opens a wrap at the place it was made for. The caller zeroes the result.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: other parent, place or bytes.</exception>
    public static byte[] Unwrap(
        ReadOnlySpan<byte> parentKey32,
        byte level,
        VaultId id,
        VaultId parentId,
        uint generation,
        ReadOnlySpan<byte> wrapped)
    {
        RequireKey(parentKey32);
        var key = wrapped.Length == Size
            ? Envelope.TryOpen(parentKey32, Place(level, id, parentId, generation), wrapped)
            : null;
        return key ?? throw VaultException.Keys($"Key {id} does not open under key {parentId}.");
    }

    static byte[] Place(byte level, VaultId id, VaultId parentId, uint generation)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(number, generation);
        return [.. Label, level, .. id.ToArray(), .. parentId.ToArray(), .. number];
    }

    static void RequireKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != SecretBytes.Size)
            throw new ArgumentException("A key is 32 bytes.", nameof(key));
    }
}
