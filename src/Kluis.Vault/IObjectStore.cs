namespace Kluis.Vault;

/// <summary>Where sealed objects lie: one id, one content, for ever.</summary>
public interface IObjectStore
{
    /// <summary>Starts an object. It is not there until its writer commits.</summary>
    /// <exception cref="VaultException"><c>storage.*</c>: among them an id that exists, because objects are
    /// immutable.</exception>
    Task<ObjectWriter> CreateAsync(VaultId id, CancellationToken stop);

    /// <summary>Opens an object, seekable. Reading it may fail with an <see cref="IOException"/>;
    /// <see cref="SealedObject"/> tells that as a <see cref="VaultException"/>.</summary>
    /// <exception cref="VaultException"><c>object.missing</c>, <c>storage.*</c>.</exception>
    Task<Stream> OpenAsync(VaultId id, CancellationToken stop);

    /// <summary>Deletes an object and what an unfinished writing left of it; false if there was neither.</summary>
    /// <exception cref="VaultException"><c>storage.*</c>: it may still be there.</exception>
    Task<bool> DeleteAsync(VaultId id, CancellationToken stop);

    /// <summary>All objects, and the remains of unfinished writings, in no order. What comes or goes meanwhile may be
    /// missing or listed.</summary>
    /// <exception cref="VaultException"><c>storage.*</c>.</exception>
    IAsyncEnumerable<StoredObject> ListAsync(CancellationToken stop);
}
