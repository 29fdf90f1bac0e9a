using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kluis.Vcon;

/// <summary>
/// An encrypted vCon (draft-ietf-vcon-vcon-core §5.3): JWE in general JSON serialization, <c>A256CBC-HS512</c> under a key that is
/// wrapped with RSA-OAEP. Two passes: first the tag over everything, then the content.
/// </summary>
/// <param name="Ciphertext">The content that is encrypted.</param>
public sealed record EncryptedVcon(BodyRange Ciphertext)
{
    /// <summary>Length of the content key in bytes: the first half authenticates, the second encrypts (RFC 7518 §5.2.2.1).</summary>
    const int KeyLength = 64;

    /// <summary>What the tag covers beside the ciphertext (RFC 7516 §5.1, step 14), ASCII.</summary>
    public required string AuthenticatedData { get; init; }

    /// <summary>The <c>enc</c> of the header.</summary>
    public required string Encryption { get; init; }

    /// <summary>Sixteen bytes.</summary>
    public required byte[] InitializationVector { get; init; }

    /// <summary>Thirty-two bytes.</summary>
    public required byte[] Tag { get; init; }

    /// <summary>Those for whom it was encrypted.</summary>
    public required IReadOnlyList<VconRecipient> Recipients { get; init; }

    /// <summary>The identifier that the header gives to the vCon inside; null: none.</summary>
    public required string? Uuid { get; init; }

    /// <summary>The content key, when one of the keys is that of a recipient; else null.</summary>
    public byte[]? ContentKey(IEnumerable<RSA> keys)
    {
        if (Encryption != "A256CBC-HS512" || InitializationVector.Length != 16 || Tag.Length != KeyLength / 2)
            return null;
        return keys.SelectMany(_ => Recipients, (key, recipient) => recipient.Unwrap(key)).FirstOrDefault(key => key?.Length == KeyLength);
    }

    /// <summary>Begins the first pass: the tag over the header, the vector and the decoded ciphertext.</summary>
    public TagCheck CheckTag(byte[] contentKey) => new(this, contentKey.AsSpan(0, KeyLength / 2));

    /// <summary>The second pass: the content, as a forward-only stream that owns <paramref name="ciphertext"/>. Ask for it only after the tag was right.</summary>
    public Stream Decrypt(byte[] contentKey, Stream ciphertext)
    {
        using var aes = Aes.Create();
        return new CryptoStream(ciphertext, aes.CreateDecryptor(contentKey[(KeyLength / 2)..], InitializationVector), CryptoStreamMode.Read);
    }
}

/// <summary>One of those for whom a vCon is encrypted.</summary>
/// <param name="Algorithm"><c>RSA-OAEP</c> or <c>RSA-OAEP-256</c>.</param>
/// <param name="EncryptedKey">The content key under the recipient's public key.</param>
/// <param name="Encryption">An <c>enc</c> that stands with the recipient, as the official example has it; null: none.</param>
public sealed record VconRecipient(string Algorithm, byte[] EncryptedKey, string? Encryption)
{
    /// <summary>The content key; null when this is not the key of the recipient.</summary>
    public byte[]? Unwrap(RSA key)
    {
        var padding = Algorithm switch
        {
            "RSA-OAEP" => RSAEncryptionPadding.OaepSHA1,
            "RSA-OAEP-256" => RSAEncryptionPadding.OaepSHA256,
            _ => null,
        };
        try
        {
            return padding is null ? null : key.Decrypt(EncryptedKey, padding);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>HMAC-SHA-512 over everything that was encrypted (RFC 7518 §5.2.2.1).</summary>
public sealed class TagCheck : IDisposable
{
    readonly EncryptedVcon encrypted;
    readonly IncrementalHash hash;
    readonly byte[] authenticated;

    internal TagCheck(EncryptedVcon encrypted, ReadOnlySpan<byte> key)
    {
        this.encrypted = encrypted;
        hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, key);
        authenticated = Encoding.UTF8.GetBytes(encrypted.AuthenticatedData);
        hash.AppendData(authenticated);
        hash.AppendData(encrypted.InitializationVector);
    }

    /// <summary>Takes the next bytes of the decoded ciphertext.</summary>
    public void Feed(ReadOnlySpan<byte> ciphertext) => hash.AppendData(ciphertext);

    /// <summary>Whether nothing was changed. Ask once, at the end.</summary>
    public bool IsRight()
    {
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bits, (ulong)authenticated.Length * 8);
        hash.AppendData(bits);
        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset().AsSpan(0, encrypted.Tag.Length), encrypted.Tag);
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();
}
