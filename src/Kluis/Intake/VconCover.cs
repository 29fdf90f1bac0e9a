using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kluis.Conversations;
using Kluis.Vcon;

namespace Kluis.Intake;

/// <summary>What was met while a vCon was uncovered.</summary>
sealed class Covers
{
    /// <summary>Stable codes.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>The identifiers that the covers give to what is inside.</summary>
    public List<string> Uuids { get; } = [];

    public bool IsEncrypted { get; set; }

    public bool IsSigned { get; set; }

    int left = VconCover.Most;

    /// <returns>The vCon, when nothing covers it any more; null: one more cover is to be taken off.</returns>
    /// <exception cref="IntakeRefusedException">It cannot be read, is another conversation than its covers say, or has too many of them.</exception>
    public Vcon.Vcon? Judge(VconReading reading)
    {
        if (reading.Refusal is { } refusal)
            throw new IntakeRefusedException(refusal.Code(), reading.Detail);
        if (reading.Vcon is { } vcon)
            Meet(vcon);
        else if (left-- == 0)
            throw new IntakeRefusedException("vcon.invalid", $"more than {VconCover.Most} covers");
        return reading.Vcon;
    }

    // What came out against what was written on the covers.
    void Meet(Vcon.Vcon vcon)
    {
        if (vcon.Uuid is { } inside && Uuids.Exists(outside => !string.Equals(outside, inside, StringComparison.OrdinalIgnoreCase)))
            throw new IntakeRefusedException(VconCover.SignatureInvalid, "the uuid outside is not the uuid inside");
        // The specification has them signed first; who encrypted is then known.
        if (IsEncrypted && !IsSigned)
            Findings.Add("signature.missing");
    }
}

/// <summary>Takes one cover off a vCon: verifies its signatures, or decrypts it. Memory does not grow with the content.</summary>
sealed class VconCover(SignerStore signers, VconKeys keys, TimeProvider time)
{
    public const string SignatureInvalid = "vcon.signature-invalid", CannotDecrypt = "vcon.cannot-decrypt";

    /// <summary>How many are taken off: encrypted, signed, and signed once more for the archive, as the specification has it.</summary>
    public const int Most = 3;

    const int Block = 64 * 1024;

    /// <param name="rangeAsync">Opens raw bytes of the document; may be asked twice.</param>
    /// <param name="source">Whose certificates are trusted; null: nobody's.</param>
    /// <returns>The document inside, unpacked.</returns>
    /// <exception cref="IntakeRefusedException">It does not verify, or cannot be decrypted.</exception>
    public async Task<Stream> UncoverAsync(VconReading reading, Func<BodyRange, Task<Stream>> rangeAsync, string? source, Covers covers, CancellationToken stop)
    {
        var clear = reading.Signed is { } signed
            ? await VerifiedAsync(signed, rangeAsync, source, covers, stop)
            : await DecryptedAsync(reading.Encrypted!, rangeAsync, covers, stop);
        return await UnpackedAsync(clear, stop);
    }

    async Task<Stream> VerifiedAsync(SignedVcon signed, Func<BodyRange, Task<Stream>> rangeAsync, string? source, Covers covers, CancellationToken stop)
    {
        var checks = signed.Signatures.Select(signature => (Signature: signature, Check: new SignatureCheck(signature))).ToList();
        var trusted = (source is null ? [] : await signers.OfAsync(source, stop)).Select(X509CertificateLoader.LoadCertificate).ToList();
        try
        {
            await using (var raw = await rangeAsync(signed.Payload))
                await EachBlockAsync(raw, block => checks.ForEach(each => each.Check.Feed(block.Span)), stop);
            foreach (var (signature, check) in checks)
            {
                if (Judge(signature, check, trusted) is { } finding)
                    covers.Findings.Add(finding);
            }
        }
        finally
        {
            checks.ForEach(each => each.Check.Dispose());
            trusted.ForEach(certificate => certificate.Dispose());
        }
        covers.IsSigned = true;
        covers.Uuids.AddRange(signed.Signatures.Select(signature => signature.Uuid).OfType<string>());
        return VconBodyStream.Open(await rangeAsync(signed.Payload), "base64url");
    }

    /// <returns>What is odd about a signature that may be right; null: a trusted signer made it.</returns>
    string? Judge(VconSignature signature, SignatureCheck check, List<X509Certificate2> trusted)
    {
        if (signature.Certificates.Count == 0)
            return trusted.Exists(check.IsBy) ? null : "signature.untrusted";
        var along = new List<X509Certificate2>();
        try
        {
            along.AddRange(signature.Certificates.Select(X509CertificateLoader.LoadCertificate));
            if (!check.IsBy(along[0]))
                throw new IntakeRefusedException(SignatureInvalid, signature.Algorithm is { Length: <= 10 } algorithm && algorithm.All(char.IsAsciiLetterOrDigit) ? algorithm : "alg");
            return IsTrusted(along[0], along, trusted) ? null : "signature.untrusted";
        }
        catch (CryptographicException)
        {
            throw new IntakeRefusedException(SignatureInvalid, "x5c");
        }
        finally
        {
            along.ForEach(certificate => certificate.Dispose());
        }
    }

    // The signer is listed, or the authority is that issued its certificate. Nothing is fetched: a certificate may name any address.
    bool IsTrusted(X509Certificate2 signer, List<X509Certificate2> along, List<X509Certificate2> trusted)
    {
        if (trusted.Exists(known => known.RawDataMemory.Span.SequenceEqual(signer.RawDataMemory.Span)))
            return true;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.CustomTrustStore.AddRange(new X509Certificate2Collection(trusted.ToArray()));
        chain.ChainPolicy.ExtraStore.AddRange(new X509Certificate2Collection(along.ToArray()));
        return trusted.Count > 0 && chain.Build(signer);
    }

    async Task<Stream> DecryptedAsync(EncryptedVcon encrypted, Func<BodyRange, Task<Stream>> rangeAsync, Covers covers, CancellationToken stop)
    {
        var key = keys.Use(encrypted.ContentKey) ?? throw new IntakeRefusedException(CannotDecrypt, keys.AreSet ? "encrypted for another key, or by other means than A256CBC-HS512 with RSA-OAEP" : "KLUIS_VCON_KEYS is not set");
        try
        {
            using var tag = encrypted.CheckTag(key);
            await using (var ciphertext = VconBodyStream.Open(await rangeAsync(encrypted.Ciphertext), "base64url"))
                await EachBlockAsync(ciphertext, block => tag.Feed(block.Span), stop);
            if (!tag.IsRight())
                throw new IntakeRefusedException(CannotDecrypt, "changed on its way");
            covers.IsEncrypted = true;
            if (encrypted.Uuid is { } uuid)
                covers.Uuids.Add(uuid);
            return encrypted.Decrypt(key, VconBodyStream.Open(await rangeAsync(encrypted.Ciphertext), "base64url"));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    static async Task EachBlockAsync(Stream source, Action<ReadOnlyMemory<byte>> take, CancellationToken stop)
    {
        var block = new byte[Block];
        for (var read = await source.ReadAsync(block, stop); read > 0; read = await source.ReadAsync(block, stop))
            take(block.AsMemory(0, read));
    }

    // The media type does not say it reliably; the first two bytes do (RFC 1952 §2.3.1).
    static async Task<Stream> UnpackedAsync(Stream clear, CancellationToken stop)
    {
        try
        {
            var start = new byte[2];
            var read = await clear.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, stop);
            var whole = new ConcatenatedStream(new MemoryStream(start, 0, read, writable: false), clear);
            return start is [0x1F, 0x8B] ? new GZipStream(whole, CompressionMode.Decompress) : whole;
        }
        catch (CryptographicException)
        {
            throw new IntakeRefusedException(CannotDecrypt, "padding");
        }
    }
}
