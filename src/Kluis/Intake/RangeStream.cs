using Kluis.Conversations;

namespace Kluis.Intake;

/// <summary>A part of a seekable stream, read once from start to end; owns the stream.</summary>
sealed class RangeStream : ReadOnlyStream
{
    readonly Stream inner;
    long left;

    public RangeStream(Stream inner, long offset, long length)
    {
        this.inner = inner;
        inner.Position = offset;
        left = length;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
        left -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
