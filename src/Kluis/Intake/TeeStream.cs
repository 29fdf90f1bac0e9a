using System.Security.Cryptography;

namespace Kluis.Intake;

/// <summary>Shows every byte that is read to <paramref name="see"/> and to the digests; ends early when told to.</summary>
sealed class TeeStream(Stream inner, Action<ReadOnlySpan<byte>>? see, Func<bool>? enough, params IncrementalHash[] digests) : Stream
{
    public long Count { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (enough?.Invoke() == true)
            return 0;
        var read = await inner.ReadAsync(buffer, cancellationToken);
        var bytes = buffer.Span[..read];
        foreach (var digest in digests)
            digest.AppendData(bytes);
        see?.Invoke(bytes);
        Count += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read without waiting is not offered.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
