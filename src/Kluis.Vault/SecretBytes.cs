using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>32 secret bytes in pinned memory, so that the collector leaves no copies, zeroed on dispose.</summary>
sealed class SecretBytes : IDisposable
{
    public const int Size = 32;

    readonly byte[] bytes = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    bool disposed;

    public SecretBytes(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Size)
            throw new ArgumentException("A key is 32 bytes.", nameof(secret));
        secret.CopyTo(bytes);
    }

    public ReadOnlySpan<byte> Span
    {
        get
        {
            // Without this a use after dispose would seal under a key of zeroes.
            ObjectDisposedException.ThrowIf(disposed, this);
            return bytes;
        }
    }

    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(bytes);
    }
}
