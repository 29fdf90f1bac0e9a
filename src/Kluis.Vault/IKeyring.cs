namespace Kluis.Vault;

/// <summary>Named keys that never leave their keeper: they wrap and unwrap other keys, and can be destroyed.</summary>
public interface IKeyring
{
    /// <summary>Makes a new random key.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: the name is taken, or the keeper fails.</exception>
    void Create(string name);

    /// <summary>Wraps 32 bytes under a named key, bound to <paramref name="aad"/>.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: no such key.</exception>
    byte[] Wrap(string name, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> key32);

    /// <summary>Opens a wrap made under the same name and data. The caller zeroes the result.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: no such key, other data, other bytes.</exception>
    byte[] Unwrap(string name, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> wrapped);

    /// <summary>Destroys a key for ever; once this returns, nothing it wrapped opens again. A name that is not there
    /// is no error, so that a destruction can be repeated.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: the key may still exist.</exception>
    void Destroy(string name);

    /// <summary>The names, in the order of their making.</summary>
    IReadOnlyList<string> Names { get; }
}
