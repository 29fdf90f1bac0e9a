using System.Buffers;
using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>One run from plaintext to object: reads a buffer of chunks, seals it, writes it.</summary>
/// <remarks>The plaintext has two buffers, so that one is hashed while the other is filled and sealed.</remarks>
sealed class Sealing(Stream plain, SealedSink sink, ChunkCipher cipher, bool digest) : IDisposable
{
    /// <summary>Large enough to hide calls, small enough to stay in the processor's cache.</summary>
    public const int BufferChunks = 16;

    const int BufferSize = BufferChunks * Vlt1.ChunkSize;

    readonly IncrementalHash? hash = digest ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    readonly byte[][] buffers = [Rent(BufferSize), Rent(BufferSize)];
    readonly byte[] output = Rent(BufferChunks * Vlt1.SealedChunkSize);
    Task hashing = Task.CompletedTask;
    long sealedChunks;

    /// <summary>SHA-256 of the plaintext after <see cref="RunAsync"/>, if asked.</summary>
    public byte[]? Digest { get; private set; }

    /// <summary>Writes header and chunks; answers the bytes of plaintext.</summary>
    public async Task<long> RunAsync(ReadOnlyMemory<byte> header, CancellationToken stop)
    {
        try
        {
            await sink.WriteAsync(header, stop);
            var length = 0L;
            for (var turn = 0; ; turn ^= 1)
            {
                var read = await ReadAsync(buffers[turn], stop);
                await HashAsync(buffers[turn].AsMemory(0, read));
                await sink.WriteAsync(Seal(buffers[turn].AsSpan(0, read)), stop);
                length += read;
                if (read < BufferSize)
                    break;
            }
            await hashing;
            Digest = hash?.GetHashAndReset();
            return length;
        }
        finally
        {
            // The buffers go back to the pool next: nobody may still be hashing one.
            await hashing;
        }
    }

    public void Dispose()
    {
        foreach (var buffer in buffers)
        {
            CryptographicOperations.ZeroMemory(buffer.AsSpan(0, BufferSize));
            ArrayPool<byte>.Shared.Return(buffer);
        }
        ArrayPool<byte>.Shared.Return(output);
        hash?.Dispose();
    }

    ValueTask<int> ReadAsync(byte[] buffer, CancellationToken stop) =>
        plain.ReadAtLeastAsync(buffer.AsMemory(0, BufferSize), BufferSize, throwOnEndOfStream: false, stop);

    // Waits for the buffer before, then hashes this one beside its sealing.
    async ValueTask HashAsync(ReadOnlyMemory<byte> buffer)
    {
        await hashing;
        if (hash is not null)
            hashing = Task.Run(() => hash.AppendData(buffer.Span), CancellationToken.None);
    }

    // A buffer that is not full is the end: its last chunk is short, and may be empty.
    ReadOnlyMemory<byte> Seal(ReadOnlySpan<byte> buffer)
    {
        var chunks = (buffer.Length / Vlt1.ChunkSize) + (buffer.Length < BufferSize ? 1 : 0);
        for (var i = 0; i < chunks; i++)
        {
            var chunk = buffer[(i * Vlt1.ChunkSize)..Math.Min((i + 1) * Vlt1.ChunkSize, buffer.Length)];
            cipher.Seal(sealedChunks++, chunk, output.AsSpan(i * Vlt1.SealedChunkSize));
        }
        return output.AsMemory(0, buffer.Length + (chunks * Vlt1.TagSize));
    }

    static byte[] Rent(int size) => ArrayPool<byte>.Shared.Rent(size);
}
