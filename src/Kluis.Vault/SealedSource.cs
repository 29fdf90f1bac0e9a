namespace Kluis.Vault;

/// <summary>The bytes of a sealed object, with every failure told as a <see cref="VaultException"/>.</summary>
sealed class SealedSource(Stream stream, VaultId id) : IAsyncDisposable, IDisposable
{
    public VaultId Id => id;

    public long PlainLength()
    {
        try
        {
            return Vlt1.PlainLength(stream.Length)
                ?? throw VaultException.Tampered(id, "its length is impossible, it was truncated or extended");
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            throw Refusal(fault);
        }
    }

    public void Read(long position, Span<byte> buffer)
    {
        try
        {
            stream.Position = position;
            stream.ReadExactly(buffer);
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            throw Refusal(fault);
        }
    }

    public async ValueTask ReadAsync(long position, Memory<byte> buffer, CancellationToken stop)
    {
        try
        {
            stream.Position = position;
            await stream.ReadExactlyAsync(buffer, stop);
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            throw Refusal(fault);
        }
    }

    public void Dispose() => stream.Dispose();

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    VaultException Refusal(Exception fault) => fault is EndOfStreamException
        ? VaultException.Tampered(id, "it became shorter while it was read", fault)
        : StorageFault.Of(fault, $"Reading object {id}");
}
