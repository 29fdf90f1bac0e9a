using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>Seals a stream into a VLT1 object and opens one for reading at any position.</summary>
public static class SealedObject
{
    /// <summary>Bytes before the first chunk.</summary>
    public const int HeaderSize = Vlt1.HeaderSize;

    /// <summary>Bytes of plaintext in every chunk but the last.</summary>
    public const int ChunkSize = Vlt1.ChunkSize;

    /// <summary>As the other overload, with the SHA-256 of the plaintext.</summary>
    public static Task<SealedSize> WriteAsync(
        Stream plain, Stream sealedTo, ObjectKey key, ReadOnlyMemory<byte> context, CancellationToken stop) =>
        WriteAsync(plain, sealedTo, key, context, digest: true, stop);

    /// <summary>Seals <paramref name="plain"/>, from where it stands to its end.</summary>
    /// <param name="plain">What to seal; its own exceptions pass through. Not disposed.</param>
    /// <param name="sealedTo">Where the object goes, from where it stands. Not disposed, not flushed.</param>
    /// <param name="key">The key; never use it for a second content (a new salt makes that safe, not right).</param>
    /// <param name="context">At most 64 bytes that the reader must present again.</param>
    /// <param name="digest">Whether to take the SHA-256 of the plaintext, on a second thread.</param>
    /// <param name="stop">Stops between two buffers; what was written is then no object.</param>
    /// <exception cref="VaultException"><c>storage.*</c>: the object could not be written.</exception>
    public static async Task<SealedSize> WriteAsync(
        Stream plain, Stream sealedTo, ObjectKey key, ReadOnlyMemory<byte> context, bool digest, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(plain);
        ArgumentNullException.ThrowIfNull(sealedTo);
        ArgumentNullException.ThrowIfNull(key);
        var header = new byte[HeaderSize];
        using var sealing = new Sealing(
            plain, new SealedSink(sealedTo, key.ObjectId), Vlt1.CreateHeader(header, key, context.Span), digest);
        var length = await sealing.RunAsync(header, stop);
        return new(
            length, Vlt1.SealedLength(length), header[Vlt1.CommitmentAt..], SHA256.HashData(header), sealing.Digest);
    }

    /// <summary>As the other overload, for a caller that has no header digest to compare.</summary>
    public static Task<Stream> OpenAsync(
        Stream sealedSource, ObjectKey key, ReadOnlyMemory<byte> context, CancellationToken stop) =>
        OpenAsync(sealedSource, key, context, headerDigest: default, stop);

    /// <summary>Opens an object for reading; header, length and last chunk are verified before this returns.</summary>
    /// <param name="sealedSource">The object, seekable; disposed with the result, or when the opening fails.</param>
    /// <param name="key">The key with the ids the header must carry; may be disposed once this returns.</param>
    /// <param name="context">The context given at sealing.</param>
    /// <param name="headerDigest"><see cref="SealedSize.HeaderDigest"/> of the row: refuses an older object of the
    /// same id. Empty: not compared.</param>
    /// <param name="stop">Stops the opening.</param>
    /// <returns>A read-only seekable stream, for one reader at a time, that gives out no byte whose chunk was not
    /// verified. It reads one chunk at a random position and up to 256 KiB ahead in sequence.</returns>
    /// <exception cref="VaultException"><c>object.tampered</c>, here or at a later read: the bytes are not those that
    /// were sealed. <c>storage.*</c>: they could not be read.</exception>
    public static async Task<Stream> OpenAsync(
        Stream sealedSource,
        ObjectKey key,
        ReadOnlyMemory<byte> context,
        ReadOnlyMemory<byte> headerDigest,
        CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(sealedSource);
        ArgumentNullException.ThrowIfNull(key);
        var source = new SealedSource(sealedSource, key.ObjectId);
        IAsyncDisposable owner = source;
        try
        {
            // 1. Only some lengths are possible: a cut at a chunk's end is seen here.
            var length = source.PlainLength();
            // 2. The header must be that of this object, key and context.
            var header = new byte[HeaderSize];
            await source.ReadAsync(0, header, stop);
            if (!headerDigest.IsEmpty && !headerDigest.Span.SequenceEqual(SHA256.HashData(header)))
                throw VaultException.Tampered(key.ObjectId, "the header is not the one that was stored");
            // 3. The last chunk proves the length: no other chunk opens under its number.
            var stream = new SealedReadStream(source, Vlt1.OpenHeader(header, key, context.Span), length);
            owner = stream;
            await stream.VerifyEndAsync(stop);
            return stream;
        }
        catch
        {
            await owner.DisposeAsync();
            throw;
        }
    }

    /// <summary>Bytes of plaintext in an object of this length.</summary>
    /// <exception cref="VaultException"><c>object.tampered</c>: no object has this length.</exception>
    public static long PlainLength(long sealedLength) => Vlt1.PlainLength(sealedLength)
        ?? throw new VaultException("object.tampered", $"No sealed object is {sealedLength} bytes long: truncated.");
}
