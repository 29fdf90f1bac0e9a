using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Kluis.AuditLog;

/// <summary>
/// Ed25519 (RFC 8032) from the libcrypto of OpenSSL 3, which .NET on Linux has loaded already; .NET 10 offers none
/// itself. A key never changes after it was made, and each operation has its own context, so threads may share a key.
/// </summary>
static partial class Ed25519
{
    public const int SeedLength = 32;
    public const int PublicKeyLength = 32;
    public const int SignatureLength = 64;

    const string Library = "libcrypto.so.3";
    const int KeyType = 1087; // EVP_PKEY_ED25519

    public static KeyHandle FromSeed(ReadOnlySpan<byte> seed) =>
        Valid(EVP_PKEY_new_raw_private_key(KeyType, 0, seed, (nuint)seed.Length));

    public static byte[] PublicKey(KeyHandle key)
    {
        var raw = new byte[PublicKeyLength];
        var length = (nuint)raw.Length;
        Require(EVP_PKEY_get_raw_public_key(key, raw, ref length) == 1 && length == PublicKeyLength);
        return raw;
    }

    public static byte[] Sign(KeyHandle key, ReadOnlySpan<byte> data)
    {
        var signature = new byte[SignatureLength];
        var length = (nuint)signature.Length;
        using var context = EVP_MD_CTX_new();
        Require(EVP_DigestSignInit(context, 0, 0, 0, key) == 1);
        Require(EVP_DigestSign(context, signature, ref length, data, (nuint)data.Length) == 1);
        Require(length == SignatureLength);
        return signature;
    }

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var key = Valid(EVP_PKEY_new_raw_public_key(KeyType, 0, publicKey, (nuint)publicKey.Length));
        using var context = EVP_MD_CTX_new();
        Require(EVP_DigestVerifyInit(context, 0, 0, 0, key) == 1);
        var right = EVP_DigestVerify(context, signature, (nuint)signature.Length, data, (nuint)data.Length) == 1;
        if (!right)
            ERR_clear_error(); // the queue belongs to the thread, and others would find our answer in it
        return right;
    }

    static KeyHandle Valid(KeyHandle key)
    {
        Require(!key.IsInvalid);
        return key;
    }

    static void Require(bool done)
    {
        if (!done)
            throw new CryptographicException("libcrypto refused an Ed25519 operation.");
    }

    internal sealed class KeyHandle() : SafeHandle(0, true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_PKEY_free(handle);
            return true;
        }
    }

    internal sealed class Context() : SafeHandle(0, true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_MD_CTX_free(handle);
            return true;
        }
    }

    [LibraryImport(Library)]
    private static partial KeyHandle EVP_PKEY_new_raw_private_key(
        int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library)]
    private static partial KeyHandle EVP_PKEY_new_raw_public_key(
        int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library)]
    private static partial int EVP_PKEY_get_raw_public_key(KeyHandle key, Span<byte> raw, ref nuint length);

    [LibraryImport(Library)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    private static partial Context EVP_MD_CTX_new();

    [LibraryImport(Library)]
    private static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    private static partial int EVP_DigestSignInit(
        Context context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library)]
    private static partial int EVP_DigestSign(
        Context context, Span<byte> signature, ref nuint signatureLength, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Library)]
    private static partial int EVP_DigestVerifyInit(
        Context context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library)]
    private static partial int EVP_DigestVerify(
        Context context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Library)]
    private static partial void ERR_clear_error();
}
