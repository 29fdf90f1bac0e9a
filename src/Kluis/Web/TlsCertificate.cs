using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kluis.Web;

/// <summary>
/// The certificate of the listeners: two PEM files, made at the first run, and read anew when they change, so that a renewed
/// one needs no restart.
/// </summary>
sealed class TlsCertificate(string certificatePath, string keyPath)
{
    readonly Lock gate = new();
    SslStreamCertificateContext? current;
    DateTime readAt;

    /// <summary>The certificate with the chain that stands behind it in the file.</summary>
    public SslStreamCertificateContext Current()
    {
        lock (gate)
        {
            var changed = File.GetLastWriteTimeUtc(certificatePath);
            if (current is null || changed != readAt)
                Read(changed);
            return current!;
        }
    }

    /// <summary>Makes a certificate for localhost that only this machine can have made; an organisation puts its own in its place.</summary>
    /// <param name="now">Of the system clock: a browser looks at that one too.</param>
    public void MakeIfMissing(DateTimeOffset now)
    {
        var (hasCertificate, hasKey) = (File.Exists(certificatePath), File.Exists(keyPath));
        if (hasCertificate && hasKey)
            return;
        if (hasCertificate || hasKey)
            throw new Storage.FaultException("tls.incomplete", $"Of the certificate {certificatePath} and its key {keyPath} one is missing. Put it there, or take the other away and both are made.");
        Directory.CreateDirectory(Path.GetDirectoryName(certificatePath)!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost, O=Kluis", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Environment.MachineName);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(397));
        WritePrivately(keyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
    }

    void Read(DateTime changed)
    {
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            // Kestrel needs a key that is not bound to the PEM object.
            var leaf = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificatePath);
            current = SslStreamCertificateContext.Create(leaf, chain, offline: true);
            readAt = changed;
        }
        catch (Exception exception) when (current is not null && exception is CryptographicException or IOException or ArgumentException)
        {
            // A half-copied renewal, or one whose key is still to come, must not stop the service: the one in use stays, and the next connection tries again.
        }
    }

    static void WritePrivately(string path, string text)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }
}
