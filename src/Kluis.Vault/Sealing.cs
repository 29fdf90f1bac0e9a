using System.Buffers;
using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>One run from plaintext to object: reads a buffer of chunks, seals it, writes it.</summary>
/// <remarks>Two buffers go round, so that one is sealed and hashed while the other is filled and sealed. Content that fits in one
/// is sealed and hashed where it stands, without a second thread or buffer.</remarks>
sealed class Sealing(Stream plain, SealedSink sink, ChunkCipher cipher, bool digest) : IDisposable
{
    const int MostBuffers = 2;

    readonly IncrementalHash? hash = digest ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    readonly List<SealingBuffer> buffers = [new(cipher)];
    Task hashing = Task.CompletedTask;

    /// <summary>SHA-256 of the plaintext after <see cref="RunAsync"/>, if asked.</summary>
    public byte[]? Digest { get; private set; }

    /// <summary>Writes header and chunks; answers the bytes of plaintext.</summary>
    public async Task<long> RunAsync(ReadOnlyMemory<byte> header, CancellationToken stop)
    {
        try
        {
            await sink.WriteAsync(header, stop);
            var length = await SealAllAsync(stop);
            await hashing;
            Digest = hash?.GetHashAndReset();
            return length;
        }
        finally
        {
            // The buffers go back to the pool next: nobody may still be hashing or sealing one.
            await hashing;
            await Task.WhenAll(buffers.Select(Task (buffer) => buffer.Sealed)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        foreach (var buffer in buffers)
            buffer.Dispose();
        hash?.Dispose();
    }

    async Task<long> SealAllAsync(CancellationToken stop)
    {
        var length = 0L;
        var turn = 0;
        for (var isLast = false; !isLast; turn++)
        {
            var buffer = BufferOf(turn);
            await WriteAsync(buffer, stop);
            var read = await buffer.FillAsync(plain, stop);
            isLast = read < SealingBuffer.Size;
            await HashAsync(buffer.Plain[..read], isLast);
            buffer.Start(length / Vlt1.ChunkSize, read);
            length += read;
        }
        // What has not been written yet, the oldest first.
        for (var rest = Math.Max(0, turn - buffers.Count); rest < turn; rest++)
            await WriteAsync(BufferOf(rest), stop);
        return length;
    }

    SealingBuffer BufferOf(int turn)
    {
        if (turn == buffers.Count && turn < MostBuffers)
            buffers.Add(new(cipher.Twin()));
        return buffers[turn % buffers.Count];
    }

    async ValueTask WriteAsync(SealingBuffer buffer, CancellationToken stop) => await sink.WriteAsync(await buffer.Sealed, stop);

    // Waits for the buffer before, then hashes this one beside its sealing; the end of the content at once.
    async ValueTask HashAsync(ReadOnlyMemory<byte> buffer, bool isLast)
    {
        await hashing;
        if (hash is null)
            return;
        if (isLast)
            hash.AppendData(buffer.Span);
        else
            hashing = Task.Run(() => hash.AppendData(buffer.Span), CancellationToken.None);
    }
}

/// <summary>Plaintext of some chunks and the sealed bytes made from it, with a cipher of its own.</summary>
sealed class SealingBuffer(ChunkCipher cipher) : IDisposable
{
    /// <summary>Bytes of plaintext: large enough to hide calls, small enough to stay in the processor's cache.</summary>
    public const int Size = Chunks * Vlt1.ChunkSize;

    const int Chunks = 16;

    readonly byte[] plain = ArrayPool<byte>.Shared.Rent(Size);
    readonly byte[] output = ArrayPool<byte>.Shared.Rent(Chunks * Vlt1.SealedChunkSize);
    int used;

    public ReadOnlyMemory<byte> Plain => plain.AsMemory(0, Size);

    /// <summary>What was made from the last <see cref="Start"/>; nothing before the first.</summary>
    public Task<ReadOnlyMemory<byte>> Sealed { get; private set; } = Task.FromResult(ReadOnlyMemory<byte>.Empty);

    /// <summary>Reads until it is full, or to the end of the content; answers how many bytes.</summary>
    public async ValueTask<int> FillAsync(Stream content, CancellationToken stop)
    {
        var before = used;
        // A reading that fails may have left as much.
        used = Size;
        var read = await content.ReadAtLeastAsync(plain.AsMemory(0, Size), Size, throwOnEndOfStream: false, stop);
        used = Math.Max(before, read);
        return read;
    }

    /// <summary>Seals the first <paramref name="length"/> bytes: a full buffer on another thread, the end of the content on this one.</summary>
    public void Start(long firstChunk, int length) =>
        Sealed = length == Size ? Task.Run(() => Seal(firstChunk, length)) : Task.FromResult(Seal(firstChunk, length));

    public void Dispose()
    {
        cipher.Dispose();
        // No more than was used: of a small thing, wiping all of it would take longer than sealing.
        CryptographicOperations.ZeroMemory(plain.AsSpan(0, used));
        ArrayPool<byte>.Shared.Return(plain);
        ArrayPool<byte>.Shared.Return(output);
    }

    // A buffer that is not full is the end: its last chunk is short, and may be empty.
    ReadOnlyMemory<byte> Seal(long firstChunk, int length)
    {
        var chunks = (length / Vlt1.ChunkSize) + (length < Size ? 1 : 0);
        for (var i = 0; i < chunks; i++)
        {
            var chunk = plain.AsSpan()[(i * Vlt1.ChunkSize)..Math.Min((i + 1) * Vlt1.ChunkSize, length)];
            cipher.Seal(firstChunk + i, chunk, output.AsSpan(i * Vlt1.SealedChunkSize));
        }
        return output.AsMemory(0, length + (chunks * Vlt1.TagSize));
    }
}
