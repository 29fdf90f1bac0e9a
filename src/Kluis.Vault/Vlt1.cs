using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>The layout of a VLT1 object: a header of 96 bytes, then chunks, the last always short.</summary>
/// <remarks>
/// <code>
///  0  4  "VLT1"      4  1  suite 0x01     5  1  log2 of the chunk size, 14     6  2  header length, 96 (little-endian)
///  8 16  object id  24 16  key id        40 24  salt                          64 32  commitment
/// </code>
/// From byte 40 on it is a message of c2sp.org/chunked-encryption (Cobblestone-256) whose context is
/// the first 40 bytes followed by the caller's.
/// </remarks>
static class Vlt1
{
    public const int HeaderSize = 96, ChunkSize = 16384, TagSize = 16, SealedChunkSize = ChunkSize + TagSize;
    public const int SaltAt = 40, CommitmentAt = 64, CommitmentSize = 32, MaxContext = 64;

    /// <summary>c2sp.org/chunked-encryption: a message has at most 2³⁸ chunks (4 PiB).</summary>
    public const long MaxChunks = 1L << 38;

    static ReadOnlySpan<byte> Start => "VLT1\x01\x0e\x60\x00"u8;

    /// <summary>Fills a new header with a random salt and answers the cipher of its chunks.</summary>
    public static ChunkCipher CreateHeader(Span<byte> header, ObjectKey key, ReadOnlySpan<byte> context)
    {
        WritePrefix(header, key);
        RandomNumberGenerator.Fill(header[SaltAt..CommitmentAt]);
        return Derive(header, key, context, header[CommitmentAt..HeaderSize]);
    }

    /// <summary>Checks a stored header against the key and context and answers the cipher of its chunks.</summary>
    /// <exception cref="VaultException"><c>object.tampered</c>: any difference.</exception>
    public static ChunkCipher OpenHeader(ReadOnlySpan<byte> header, ObjectKey key, ReadOnlySpan<byte> context)
    {
        Span<byte> expected = stackalloc byte[HeaderSize];
        WritePrefix(expected, key);
        if (!header[..SaltAt].SequenceEqual(expected[..SaltAt]))
            throw VaultException.Tampered(key.ObjectId, "the header is not that of this object and key");
        var cipher = Derive(header, key, context, expected[CommitmentAt..]);
        if (CryptographicOperations.FixedTimeEquals(header[CommitmentAt..HeaderSize], expected[CommitmentAt..]))
            return cipher;
        cipher.Dispose();
        throw VaultException.Tampered(key.ObjectId, "the key or the context does not match the commitment");
    }

    /// <summary>Bytes of plaintext in a sealed object of this length; null if no object has this length.</summary>
    public static long? PlainLength(long sealedLength)
    {
        var (full, rest) = Math.DivRem(sealedLength - HeaderSize, SealedChunkSize);
        // A file cut at the end of a full chunk leaves rest = 0: there is no short chunk, hence a truncation.
        return sealedLength < HeaderSize + TagSize || rest < TagSize || full >= MaxChunks
            ? null
            : (full * ChunkSize) + rest - TagSize;
    }

    /// <summary>Position of a chunk in the sealed object.</summary>
    public static long ChunkAt(long chunk) => HeaderSize + (chunk * SealedChunkSize);

    /// <summary>Bytes of the sealed object that holds this much plaintext.</summary>
    public static long SealedLength(long plainLength) =>
        ChunkAt(plainLength / ChunkSize) + (plainLength % ChunkSize) + TagSize;

    static void WritePrefix(Span<byte> header, ObjectKey key)
    {
        Start.CopyTo(header);
        key.ObjectId.Write(header[8..]);
        key.KeyId.Write(header[24..]);
    }

    static ChunkCipher Derive(
        ReadOnlySpan<byte> header, ObjectKey key, ReadOnlySpan<byte> context, Span<byte> commitment)
    {
        if (context.Length > MaxContext)
            throw new ArgumentException($"A context has at most {MaxContext} bytes.", nameof(context));
        Span<byte> bound = stackalloc byte[SaltAt + MaxContext];
        header[..SaltAt].CopyTo(bound);
        context.CopyTo(bound[SaltAt..]);
        return ChunkCipher.Derive(
            key.Secret, header[SaltAt..CommitmentAt], bound[..(SaltAt + context.Length)], commitment);
    }
}
