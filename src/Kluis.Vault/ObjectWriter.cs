namespace Kluis.Vault;

/// <summary>An object being written. Disposed without a commit it leaves nothing behind.</summary>
public abstract class ObjectWriter : IAsyncDisposable
{
    /// <summary>Takes the bytes of the object.</summary>
    public abstract Stream Stream { get; }

    /// <summary>Makes the object durable and then visible. Nothing can be written afterwards.</summary>
    /// <exception cref="VaultException"><c>storage.*</c>: the object does not count as stored, even if it is seen. A
    /// failed synchronisation must not be repeated: the kernel may have dropped the pages.</exception>
    public abstract Task CommitAsync(CancellationToken stop);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
