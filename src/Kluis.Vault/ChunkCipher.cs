using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>Seals and opens the chunks of one message (c2sp.org/chunked-encryption, Cobblestone-256).</summary>
/// <remarks>For one thread: a shared <see cref="AesGcm"/> mixes up messages.</remarks>
sealed class ChunkCipher : IDisposable
{
    const int KeySize = 32, NonceSize = 12;

    readonly AesGcm aes;
    readonly byte[] key;
    readonly byte[] baseNonce;

    ChunkCipher(ReadOnlySpan<byte> key, ReadOnlySpan<byte> baseNonce)
    {
        aes = new AesGcm(key, Vlt1.TagSize);
        this.key = key.ToArray();
        this.baseNonce = baseNonce.ToArray();
    }

    static ReadOnlySpan<byte> Label => "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"u8;

    /// <summary>Derives key, base nonce and commitment of a message from its input key, salt and context.</summary>
    public static ChunkCipher Derive(
        ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> context, Span<byte> commitment)
    {
        Span<byte> derived = stackalloc byte[KeySize + NonceSize + Vlt1.CommitmentSize];
        HkdfExpand(secret, [.. Label, .. salt, .. context], derived);
        derived[(KeySize + NonceSize)..].CopyTo(commitment);
        var cipher = new ChunkCipher(derived[..KeySize], derived.Slice(KeySize, NonceSize));
        CryptographicOperations.ZeroMemory(derived);
        return cipher;
    }

    /// <summary>A cipher of the same message for a second thread. Number the chunks between the two: a number used twice
    /// gives the key of the tag away.</summary>
    public ChunkCipher Twin() => new(key, baseNonce);

    /// <summary>Writes ciphertext and tag of chunk number <paramref name="chunk"/>.</summary>
    public void Seal(long chunk, ReadOnlySpan<byte> plain, Span<byte> sealedChunk)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(chunk, nonce);
        aes.Encrypt(nonce, plain, sealedChunk[..plain.Length], sealedChunk.Slice(plain.Length, Vlt1.TagSize));
    }

    /// <summary>Opens chunk number <paramref name="chunk"/>; false, and zeroes, if it is not what was sealed.</summary>
    public bool TryOpen(long chunk, ReadOnlySpan<byte> sealedChunk, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(chunk, nonce);
        var text = sealedChunk[..^Vlt1.TagSize];
        try
        {
            aes.Decrypt(nonce, text, sealedChunk[^Vlt1.TagSize..], plain[..text.Length]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        aes.Dispose();
        CryptographicOperations.ZeroMemory(key);
    }

    // nonce = base nonce XOR the chunk's number, big endian and as wide as the nonce.
    void WriteNonce(long chunk, Span<byte> nonce)
    {
        if (chunk is < 0 or >= Vlt1.MaxChunks)
            throw new ArgumentOutOfRangeException(nameof(chunk), "A message has at most 2^38 chunks.");
        baseNonce.CopyTo(nonce);
        var low = nonce[4..];
        BinaryPrimitives.WriteInt64BigEndian(low, BinaryPrimitives.ReadInt64BigEndian(low) ^ chunk);
    }

    // RFC 5869 §2.3 with SHA-512. HKDF.Expand refuses an input key shorter than the hash, which this scheme uses.
    static void HkdfExpand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> info, Span<byte> output)
    {
        const int Hash = HMACSHA512.HashSizeInBytes;
        Span<byte> block = stackalloc byte[Hash], input = stackalloc byte[Hash + info.Length + 1];
        info.CopyTo(input[Hash..]);
        for (byte n = 1; !output.IsEmpty; n++)
        {
            input[^1] = n;
            HMACSHA512.HashData(key, n == 1 ? input[Hash..] : input, block);
            block.CopyTo(input);
            var taken = Math.Min(Hash, output.Length);
            block[..taken].CopyTo(output);
            output = output[taken..];
        }
        CryptographicOperations.ZeroMemory(block);
        CryptographicOperations.ZeroMemory(input);
    }
}
