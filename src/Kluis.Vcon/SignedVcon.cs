using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kluis.Vcon;

/// <summary>Where the content of a covered vCon stands: raw bytes between the quotes, base64url.</summary>
/// <param name="Offset">First byte, in the fed stream.</param>
/// <param name="Length">Bytes up to the closing quote.</param>
public sealed record BodyRange(long Offset, long Length);

/// <summary>A signed vCon (draft-ietf-vcon-vcon-core §5.2): JWS in general JSON serialization. What is inside is another document.</summary>
/// <param name="Payload">The content that is signed: a vCon, plain or packed with gzip.</param>
/// <param name="Signatures">One or more.</param>
public sealed record SignedVcon(BodyRange Payload, IReadOnlyList<VconSignature> Signatures);

/// <summary>One signature (RFC 7515 §7.2.1).</summary>
/// <param name="Protected">The protected header as it came, base64url: it is signed as text.</param>
/// <param name="Algorithm">Such as <c>RS256</c>.</param>
/// <param name="Value">The signature itself.</param>
/// <param name="Certificates">The chain that came along (<c>x5c</c>), DER, the signer first; empty when none did.</param>
/// <param name="Uuid">The identifier that the header gives to the vCon inside; null: none.</param>
public sealed record VconSignature(string Protected, string Algorithm, byte[] Value, IReadOnlyList<byte[]> Certificates, string? Uuid);

/// <summary>
/// Computes what a signature signs as the payload passes, then asks certificates whether they made it. RSA from 2048 bits (PKCS #1
/// and PSS) and ECDSA with SHA-2 (RFC 7518 §3.1); anything else verifies never, <c>none</c> included.
/// </summary>
public sealed class SignatureCheck : IDisposable
{
    const int LeastRsaBits = 2048;

    readonly VconSignature signature;
    readonly HashAlgorithmName algorithm;
    readonly IncrementalHash? hash;
    byte[]? digest;

    /// <summary>Begins with the protected header.</summary>
    public SignatureCheck(VconSignature signature)
    {
        this.signature = signature;
        algorithm = signature.Algorithm is not { Length: 5 } name || !(name.StartsWith("RS", StringComparison.Ordinal) || name.StartsWith("PS", StringComparison.Ordinal) || name.StartsWith("ES", StringComparison.Ordinal))
            ? default
            : name[2..] switch
            {
                "256" => HashAlgorithmName.SHA256,
                "384" => HashAlgorithmName.SHA384,
                "512" => HashAlgorithmName.SHA512,
                _ => default,
            };
        if (algorithm.Name is null)
            return;
        hash = IncrementalHash.CreateHash(algorithm);
        hash.AppendData(Encoding.UTF8.GetBytes(signature.Protected + "."));
    }

    /// <summary>Takes the next raw bytes of the payload, as they stand between the quotes.</summary>
    public void Feed(ReadOnlySpan<byte> raw) => hash?.AppendData(raw);

    /// <summary>Whether the holder of this certificate signed exactly what was fed. Feed nothing after the first question.</summary>
    public bool IsBy(X509Certificate2 certificate)
    {
        if (hash is null)
            return false;
        digest ??= hash.GetHashAndReset();
        try
        {
            return signature.Algorithm.StartsWith("ES", StringComparison.Ordinal) ? IsByCurve(certificate) : IsByRsa(certificate);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    bool IsByRsa(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPublicKey();
        var padding = signature.Algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return key?.KeySize >= LeastRsaBits && key.VerifyHash(digest!, signature.Value, algorithm, padding);
    }

    bool IsByCurve(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPublicKey();
        return key is not null && key.VerifyHash(digest!, signature.Value, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <inheritdoc/>
    public void Dispose() => hash?.Dispose();
}
