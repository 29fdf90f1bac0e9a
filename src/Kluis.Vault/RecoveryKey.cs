using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>The key pair that opens backups when all else is lost: its private half exists on paper only.</summary>
/// <remarks>ECDH P-256. The paper shows 64 characters in 16 groups of four: Crockford's base32 of
/// <c>0x01 ‖ private scalar 32 ‖ first 7 bytes of SHA-256("kluis/recovery/v1" ‖ the 33 bytes before)</c>.
/// Reading ignores case, spaces and dashes, and takes O for 0 and I or L for 1.</remarks>
public static class RecoveryKey
{
    const byte Version = 1;
    const int ScalarSize = 32, ChecksumSize = 7, Group = 4;

    static ReadOnlySpan<byte> Label => "kluis/recovery/v1"u8;

    /// <summary>A new pair: the text to print, and the public half (SubjectPublicKeyInfo, DER) to keep.</summary>
    public static (string PrivateText, byte[] PublicSpki) Generate()
    {
        using var pair = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var scalar = pair.ExportParameters(includePrivateParameters: true).D!;
        byte[] body = [Version, .. scalar];
        byte[] all = [.. body, .. Checksum(body)];
        var text = string.Join('-', Base32.Write(all).Chunk(Group).Select(group => new string(group)));
        foreach (var secret in (byte[][])[scalar, body, all])
            CryptographicOperations.ZeroMemory(secret);
        return (text, pair.ExportSubjectPublicKeyInfo());
    }

    /// <summary>The public half of a printed key.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: a typing error.</exception>
    public static byte[] PublicOf(string privateText)
    {
        using var pair = PrivateOf(privateText);
        return pair.ExportSubjectPublicKeyInfo();
    }

    /// <summary>The pair of a printed key, to open what was wrapped to its public half.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: a typing error.</exception>
    public static ECDiffieHellman PrivateOf(string privateText)
    {
        var all = Base32.TryRead(privateText) ?? throw Refusal("has a character that no key has");
        if (all.Length != 1 + ScalarSize + ChecksumSize)
            throw Refusal("does not have 64 characters");
        ReadOnlySpan<byte> checksum = Checksum(all.AsSpan(..^ChecksumSize));
        if (all[0] != Version || !checksum.SequenceEqual(all.AsSpan(^ChecksumSize..)))
            throw Refusal("has a typing error");
        try
        {
            return ECDiffieHellman.Create(
                new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = all[1..^ChecksumSize] });
        }
        catch (CryptographicException fault)
        {
            throw VaultException.Keys("The recovery key is no key.", fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(all);
        }
    }

    static byte[] Checksum(ReadOnlySpan<byte> body) => SHA256.HashData([.. Label, .. body])[..ChecksumSize];

    static VaultException Refusal(string what) => VaultException.Keys($"The recovery key {what}.");
}
