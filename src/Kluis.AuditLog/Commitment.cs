using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Kluis.AuditLog;

/// <summary>
/// Hides a personal value in a leaf: base64url(SHA-256(salt16 ‖ field ‖ 0x00 ‖ value)), without padding. Who has salt
/// and value can show that they belong to the leaf; when they are erased, the leaf tells nothing.
/// </summary>
public static class Commitment
{
    /// <summary>Length of a salt in bytes.</summary>
    public const int SaltLength = 16;

    static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>A fresh random salt; every field of every entry has its own.</summary>
    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltLength);

    /// <summary>Commits to a value, taken as UTF-8.</summary>
    public static string Make(ReadOnlySpan<byte> salt16, string field, string value)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt16.Length, SaltLength);
        ArgumentException.ThrowIfNullOrEmpty(field);
        ArgumentNullException.ThrowIfNull(value);
        if (field.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A field name with a zero byte could be read in two ways.", nameof(field));
        var size = SaltLength + Strict.GetByteCount(field) + 1 + Strict.GetByteCount(value);
        Span<byte> input = size <= 512 ? stackalloc byte[size] : new byte[size];
        salt16.CopyTo(input);
        var rest = input[SaltLength..];
        rest = rest[Strict.GetBytes(field, rest)..];
        rest[0] = 0;
        Strict.GetBytes(value, rest[1..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return Base64Url.EncodeToString(hash);
    }

    /// <summary>Whether the commitment was made from this salt, field and value.</summary>
    public static bool Check(string commitment, ReadOnlySpan<byte> salt16, string field, string value) =>
        string.Equals(commitment, Make(salt16, field, value), StringComparison.Ordinal);
}
