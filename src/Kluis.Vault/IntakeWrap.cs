using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>
/// A key sealed to the public half of the intake key, so that who takes something in need not be able to open it:
/// <c>enc65 ‖ ciphertext32 ‖ tag16</c>, 113 bytes.
/// </summary>
/// <remarks>ECDH P-256, ephemeral to static; key = HKDF-SHA-256(z, info <c>"kluis/intake/v1" ‖ generation u32 little-endian ‖
/// enc ‖ public65</c>), 32 bytes, no salt; AES-256-GCM with a zero nonce, since each key seals once.
/// Points are uncompressed (SEC 1 §2.3.3).</remarks>
public static class IntakeWrap
{
    /// <summary>Bytes of a wrap.</summary>
    public const int Size = PointSize + SecretBytes.Size + TagSize;

    const int PointSize = 65, ScalarSize = 32, TagSize = 16, NonceSize = 12;
    const byte Uncompressed = 4;

    static ReadOnlySpan<byte> Label => "kluis/intake/v1"u8;

    /// <summary>The 32 bytes of a new private half.</summary>
    public static byte[] NewPrivate()
    {
        using var pair = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return pair.ExportParameters(includePrivateParameters: true).D!;
    }

    /// <summary>The public half, 65 bytes.</summary>
    public static byte[] PublicOf(ReadOnlySpan<byte> private32)
    {
        using var pair = PairOf(private32);
        return PointOf(pair);
    }

    /// <summary>Seals a key of 32 bytes to <paramref name="public65"/>.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: not a point of the curve.</exception>
    public static byte[] Wrap(ReadOnlySpan<byte> public65, uint generation, ReadOnlySpan<byte> key32)
    {
        if (key32.Length != SecretBytes.Size)
            throw new ArgumentException("A key is 32 bytes.", nameof(key32));
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var result = new byte[Size];
        PointOf(ephemeral).CopyTo(result, 0);
        var key = Agree(ephemeral, public65, result.AsSpan(0, PointSize), public65, generation);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(new byte[NonceSize], key32, result.AsSpan(PointSize, SecretBytes.Size), result.AsSpan(^TagSize));
        CryptographicOperations.ZeroMemory(key);
        return result;
    }

    /// <summary>Opens a wrap. The caller zeroes the result.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: other key, generation or bytes.</exception>
    public static byte[] Unwrap(ReadOnlySpan<byte> private32, uint generation, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length != Size)
            throw VaultException.Keys("A wrap of the intake key has another length.");
        using var pair = PairOf(private32);
        var key = Agree(pair, wrapped[..PointSize], wrapped[..PointSize], PointOf(pair), generation);
        var opened = new byte[SecretBytes.Size];
        try
        {
            using var aes = new AesGcm(key, TagSize);
            aes.Decrypt(new byte[NonceSize], wrapped.Slice(PointSize, SecretBytes.Size), wrapped[^TagSize..], opened);
            return opened;
        }
        catch (AuthenticationTagMismatchException fault)
        {
            throw VaultException.Keys("A wrap does not open under this intake key.", fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    static byte[] Agree(ECDiffieHellman own, ReadOnlySpan<byte> other65, ReadOnlySpan<byte> enc, ReadOnlySpan<byte> public65, uint generation)
    {
        using var other = PointOf(other65);
        var shared = own.DeriveRawSecretAgreement(other.PublicKey);
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(number, generation);
        byte[] info = [.. Label, .. number, .. enc, .. public65];
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, SecretBytes.Size, salt: null, info);
        CryptographicOperations.ZeroMemory(shared);
        return key;
    }

    static ECDiffieHellman PairOf(ReadOnlySpan<byte> private32)
    {
        var scalar = private32.ToArray();
        try
        {
            return ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        }
        catch (CryptographicException fault)
        {
            throw VaultException.Keys("The intake key is no key.", fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    // Refuses what is not on the curve: a chosen point off it would give the private half away bit by bit.
    static ECDiffieHellman PointOf(ReadOnlySpan<byte> point65)
    {
        if (point65.Length != PointSize || point65[0] != Uncompressed)
            throw VaultException.Keys("A public half is an uncompressed point.");
        try
        {
            var point = new ECPoint { X = point65.Slice(1, ScalarSize).ToArray(), Y = point65[(1 + ScalarSize)..].ToArray() };
            return ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        }
        catch (CryptographicException fault)
        {
            throw VaultException.Keys("A public half is not on the curve.", fault);
        }
    }

    static byte[] PointOf(ECDiffieHellman pair)
    {
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        return [Uncompressed, .. point.X!, .. point.Y!];
    }
}
