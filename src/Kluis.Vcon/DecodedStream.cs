namespace Kluis.Vcon;

/// <summary>A block of raw bytes in, a block of content out.</summary>
sealed class DecodedStream(Stream source, bool base64) : Stream
{
    const int Block = 16 * 1024;

    readonly byte[] raw = new byte[Block];
    // A block may begin with the end of an escape begun before, whose character is up to four bytes.
    readonly byte[] content = new byte[Block + 4];
    readonly Unescape unescape = new();
    readonly Base64Decode decode = new();
    int start, end;
    bool finished;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (start == end && !finished && buffer.Length > 0)
        {
            Decode(source.Read(raw));
        }
        return Take(buffer);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (start == end && !finished && buffer.Length > 0)
        {
            Decode(await source.ReadAsync(raw, cancellationToken));
        }
        return Take(buffer.Span);
    }

    void Decode(int read)
    {
        finished = read == 0;
        start = 0;
        if (finished)
        {
            end = 0;
            unescape.Finish();
            decode.Finish();
            return;
        }
        end = unescape.Run(raw.AsSpan(0, read), content);
        if (base64)
        {
            end = decode.Run(content.AsSpan(0, end));
        }
    }

    int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, end - start);
        content.AsSpan(start, count).CopyTo(buffer);
        start += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }
        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }
}
