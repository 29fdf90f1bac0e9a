using System.Security.Cryptography;

namespace Kluis.AuditLog;

/// <summary>The private Ed25519 key of a log. Threads may share it.</summary>
public sealed class LogSigner : IDisposable
{
    readonly byte[] seed;
    readonly Ed25519.KeyHandle key;

    LogSigner(string name, ReadOnlySpan<byte> seed32)
    {
        seed = GC.AllocateUninitializedArray<byte>(Ed25519.SeedLength, pinned: true); // the collector makes no copies
        seed32.CopyTo(seed);
        key = Ed25519.FromSeed(seed);
        VerifierKey = new VerifierKey(name, Ed25519.PublicKey(key));
    }

    /// <summary>The 32 secret bytes, for the key store.</summary>
    public ReadOnlySpan<byte> Seed
    {
        get
        {
            ObjectDisposedException.ThrowIf(key.IsClosed, this);
            return seed;
        }
    }

    /// <summary>The public half.</summary>
    public VerifierKey VerifierKey { get; }

    /// <summary>Makes a new key; the name is the origin of the log.</summary>
    public static LogSigner Generate(string name)
    {
        Span<byte> seed = stackalloc byte[Ed25519.SeedLength];
        RandomNumberGenerator.Fill(seed);
        try
        {
            return new LogSigner(name, seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The key that grows from a stored seed (RFC 8032 §5.1.5).</summary>
    public static LogSigner FromSeed(string name, ReadOnlySpan<byte> seed32)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed32.Length, Ed25519.SeedLength);
        return new LogSigner(name, seed32);
    }

    /// <summary>Signs; 64 bytes, the same for the same data.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => Ed25519.Sign(key, data);

    /// <summary>Forgets the key and wipes the seed.</summary>
    public void Dispose()
    {
        key.Dispose();
        CryptographicOperations.ZeroMemory(seed);
    }
}
