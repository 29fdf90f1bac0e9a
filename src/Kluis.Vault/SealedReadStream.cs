using System.Buffers;
using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>The plaintext of an object: a window of verified chunks that moves over the sealed source.</summary>
sealed class SealedReadStream(SealedSource source, ChunkCipher cipher, long length) : Stream
{
    /// <summary>256 KiB: the most that is read and kept at once.</summary>
    public const int MaxWindow = 16;

    byte[] plain = [];
    long windowAt;
    int windowSize;
    int ahead = 1;
    long position;
    bool disposed;

    public override bool CanRead => !disposed;

    public override bool CanSeek => !disposed;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    /// <summary>Verifies the last chunk and with it the length; it stays in the window for small objects.</summary>
    public ValueTask VerifyEndAsync(CancellationToken stop) =>
        LoadAsync(new(length / Vlt1.ChunkSize, 1, (int)(length % Vlt1.ChunkSize)), stop);

    public override int Read(Span<byte> buffer)
    {
        if (NextWindow(buffer.Length) is { } next)
            Load(next);
        return Take(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (NextWindow(buffer.Length) is { } next)
            await LoadAsync(next, cancellationToken);
        return Take(buffer.Span);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => position,
        _ => length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            ReturnPlain();
            cipher.Dispose();
            source.Dispose();
        }
        base.Dispose(disposing);
    }

    // Chunks to read for the byte at the position, null if it is in the window or beyond the end.
    Window? NextWindow(int wanted)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var windowEnd = windowAt + windowSize;
        if (wanted == 0 || position >= length || (position >= windowAt && position < windowEnd))
            return null;
        ahead = position == windowEnd ? Math.Min(ahead * 2, MaxWindow) : 1;
        var first = position / Vlt1.ChunkSize;
        var asked = Math.Min((position % Vlt1.ChunkSize) + wanted, MaxWindow * Vlt1.ChunkSize);
        var chunks = Math.Max((asked + Vlt1.ChunkSize - 1) / Vlt1.ChunkSize, ahead);
        return new(first, (int)Math.Min(chunks, (length / Vlt1.ChunkSize) - first + 1), LastSize(first, chunks));
    }

    // Bytes of plaintext in the last of these chunks.
    int LastSize(long first, long chunks) => first + chunks > length / Vlt1.ChunkSize
        ? (int)(length % Vlt1.ChunkSize)
        : Vlt1.ChunkSize;

    int Take(Span<byte> buffer)
    {
        if (position >= length)
            return 0;
        var at = (int)(position - windowAt);
        var taken = Math.Min(buffer.Length, windowSize - at);
        plain.AsSpan(at, taken).CopyTo(buffer);
        position += taken;
        return taken;
    }

    void Load(Window next)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(next.SealedSize);
        try
        {
            source.Read(next.SealedAt, bytes.AsSpan(0, next.SealedSize));
            Unseal(next, bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    async ValueTask LoadAsync(Window next, CancellationToken stop)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(next.SealedSize);
        try
        {
            await source.ReadAsync(next.SealedAt, bytes.AsMemory(0, next.SealedSize), stop);
            Unseal(next, bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // The window is empty while it is filled, so that nothing of it can be taken unless all of it was verified.
    void Unseal(Window next, ReadOnlySpan<byte> bytes)
    {
        windowSize = 0;
        MakeRoom(next.PlainSize);
        for (var i = 0; i < next.Chunks; i++)
        {
            var size = i == next.Chunks - 1 ? next.LastSize : Vlt1.ChunkSize;
            var chunk = bytes.Slice(i * Vlt1.SealedChunkSize, size + Vlt1.TagSize);
            if (!cipher.TryOpen(next.First + i, chunk, plain.AsSpan(i * Vlt1.ChunkSize)))
                throw VaultException.Tampered(source.Id, $"chunk {next.First + i} is not what was sealed");
        }
        (windowAt, windowSize) = (next.First * Vlt1.ChunkSize, next.PlainSize);
    }

    void MakeRoom(int size)
    {
        if (plain.Length >= size)
            return;
        ReturnPlain();
        plain = ArrayPool<byte>.Shared.Rent(size);
    }

    void ReturnPlain()
    {
        CryptographicOperations.ZeroMemory(plain);
        if (plain.Length > 0)
            ArrayPool<byte>.Shared.Return(plain);
        (plain, windowSize) = ([], 0);
    }

    // Chunks that follow each other, the last of which holds LastSize bytes of plaintext.
    readonly record struct Window(long First, int Chunks, int LastSize)
    {
        public long SealedAt => Vlt1.ChunkAt(First);

        public int PlainSize => ((Chunks - 1) * Vlt1.ChunkSize) + LastSize;

        public int SealedSize => PlainSize + (Chunks * Vlt1.TagSize);
    }
}
