using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary><c>0x01 ‖ nonce12 ‖ ciphertext ‖ tag16</c>: AES-256-GCM with a random nonce, for keys and rows.</summary>
/// <remarks>Random nonces: one key seals at most 2³² times; the epochs of the keys see to that.</remarks>
static class Envelope
{
    public const int Overhead = 1 + NonceSize + TagSize;

    const byte Algorithm = 1;
    const int NonceSize = 12, TagSize = 16, TextAt = 1 + NonceSize;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plain)
    {
        var result = new byte[Overhead + plain.Length];
        result[0] = Algorithm;
        var nonce = result.AsSpan(1, NonceSize);
        RandomSupply.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, result.AsSpan(TextAt, plain.Length), result.AsSpan(^TagSize), aad);
        return result;
    }

    /// <summary>The plaintext; null for anything that was not sealed under this key and these data.</summary>
    public static byte[]? TryOpen(ReadOnlySpan<byte> key, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> envelope)
    {
        if (envelope.Length < Overhead || envelope[0] != Algorithm)
            return null;
        var plain = new byte[envelope.Length - Overhead];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(
                envelope.Slice(1, NonceSize), envelope[TextAt..^TagSize], envelope[^TagSize..], plain, aad);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
