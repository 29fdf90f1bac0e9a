namespace Kluis.Conversations;

/// <summary>What was read ahead, then the rest: reads two streams as one, and owns them.</summary>
sealed class ConcatenatedStream(Stream first, Stream second) : ReadOnlyStream
{
    bool firstEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!firstEnded)
        {
            var read = await first.ReadAsync(buffer, cancellationToken);
            if (read > 0 || buffer.Length == 0)
                return read;
            firstEnded = true;
        }
        return await second.ReadAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            first.Dispose();
            second.Dispose();
        }
        base.Dispose(disposing);
    }
}
