namespace Kluis.Vault;

/// <summary>Where a sealed object is written, with failures told as <c>storage.*</c>.</summary>
sealed class SealedSink(Stream stream, VaultId id)
{
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        try
        {
            await stream.WriteAsync(bytes, stop);
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            throw StorageFault.Of(fault, $"Writing object {id}");
        }
    }
}
