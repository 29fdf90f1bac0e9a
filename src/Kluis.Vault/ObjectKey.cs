using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>The key of one object, with the two ids its header must carry. Disposing it zeroes the secret.</summary>
/// <param name="objectId">Id of the object, as in its header.</param>
/// <param name="keyId">Id of the key in the key store, as in its header.</param>
/// <param name="secret32">32 uniformly random bytes; copied.</param>
public sealed class ObjectKey(VaultId objectId, VaultId keyId, ReadOnlySpan<byte> secret32) : IDisposable
{
    readonly SecretBytes secret = new(secret32);

    /// <summary>Id of the object.</summary>
    public VaultId ObjectId { get; } = objectId;

    /// <summary>Id of the key.</summary>
    public VaultId KeyId { get; } = keyId;

    internal ReadOnlySpan<byte> Secret => secret.Span;

    /// <summary>A new random key for a new object.</summary>
    public static ObjectKey New(VaultId objectId, VaultId keyId)
    {
        Span<byte> random = stackalloc byte[SecretBytes.Size];
        RandomNumberGenerator.Fill(random);
        var key = new ObjectKey(objectId, keyId, random);
        CryptographicOperations.ZeroMemory(random);
        return key;
    }

    /// <summary>Zeroes the secret.</summary>
    public void Dispose() => secret.Dispose();
}
