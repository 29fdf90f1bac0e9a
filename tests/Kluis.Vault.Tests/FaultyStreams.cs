namespace Kluis.Vault.Tests;

/// <summary>Gives 1 to 7 bytes a read.</summary>
sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
{
    int turn;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, 1 + (turn++ % 7))], cancellationToken);
}

/// <summary>Counts what is read.</summary>
sealed class Counting(byte[] bytes) : MemoryStream(bytes)
{
    public long BytesRead { get; set; }

    public int Reads { get; private set; }

    public int LargestRead { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        (BytesRead, Reads, LargestRead) = (BytesRead + read, Reads + 1, Math.Max(LargestRead, read));
        return read;
    }
}

/// <summary>Fails with an errno from a position on, reading or writing.</summary>
sealed class Failing(byte[] bytes, long from, int errno) : MemoryStream()
{
    readonly MemoryStream inner = new(bytes);

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(Span<byte> buffer) => inner.Position + buffer.Length > from
        ? throw new IOException("planted", errno)
        : inner.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.Position + buffer.Length > from
            ? throw new IOException("planted", errno)
            : Advance(buffer.Length);

    ValueTask Advance(int length)
    {
        inner.Position += length;
        return ValueTask.CompletedTask;
    }
}
