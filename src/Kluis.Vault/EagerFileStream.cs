namespace Kluis.Vault;

/// <summary>A new file whose bytes go to the disk while more are written, so that the synchronisation at the end finds little
/// left to do.</summary>
sealed class EagerFileStream(FileStream file) : Stream
{
    /// <summary>Enough for the disk to write in one go.</summary>
    const int Piece = 8 << 20;

    long begun;
    Task syncing = Task.CompletedTask;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => file.CanWrite;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Write(buffer);
        Begin();
    }

    // A file has no asynchronous writes: one by way of another thread would block that thread instead, and cost the way.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }

    // Handing pages to the disk is work for the processor too: on another thread, one piece at a time.
    void Begin()
    {
        if (file.Position - begun < Piece || !syncing.IsCompleted)
            return;
        var (from, to) = (begun, file.Position);
        begun = to;
        syncing = Task.Run(() => BeginSync(from, to - from), CancellationToken.None);
    }

    void BeginSync(long from, long count)
    {
        try
        {
            DurableFile.BeginSync(file.SafeFileHandle, from, count);
        }
        catch (ObjectDisposedException)
        {
            // The file was finished, or given up, before this thread came to it.
        }
    }
}
