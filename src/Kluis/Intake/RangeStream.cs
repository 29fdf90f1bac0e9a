using Kluis.Conversations;

namespace Kluis.Intake;

/// <summary>A part of a stream, read once from start to end; owns the stream. Where it cannot seek, what stands before is read over.</summary>
sealed class RangeStream : ReadOnlyStream
{
    readonly Stream inner;
    long before, left;

    public RangeStream(Stream inner, long offset, long length)
    {
        this.inner = inner;
        if (inner.CanSeek)
            inner.Position = offset;
        else
            before = offset;
        left = length;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (before > 0)
        {
            var skipped = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, before)], cancellationToken);
            before = skipped == 0 ? 0 : before - skipped;
        }
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
