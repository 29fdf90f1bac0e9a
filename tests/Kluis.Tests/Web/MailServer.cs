using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Kluis.Web;

namespace Kluis.Tests.Web;

/// <summary>A mail as the server has taken it.</summary>
sealed record TakenMail(string From, IReadOnlyList<string> To, string Content, bool Tls, string? User);

/// <summary>A real mail server (aiosmtpd of Debian) as a process, with certificates of an authority of its own.</summary>
sealed class MailServer : IDisposable
{
    public const string User = "kluis", Password = "open sésame";

    const string Python = "/usr/bin/python3", Package = "/usr/lib/python3/dist-packages/aiosmtpd";

    readonly Scratch scratch = new();
    readonly string mode;
    readonly bool asksWho;
    Process? process;

    MailServer(string mode, bool asksWho, string name)
    {
        (this.mode, this.asksWho) = (mode, asksWho);
        MakeCertificates(name);
        File.WriteAllText(scratch["password"], Password + "\n");
    }

    public int Port { get; } = FreePort();

    public string Authority => scratch["ca.pem"];

    public string PasswordFile => scratch["password"];

    /// <param name="name">For which the certificate is.</param>
    public static async Task<MailServer> StartAsync(SmtpCover cover, bool asksWho = true, string name = "localhost")
    {
        if (!Directory.Exists(Package))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "aiosmtpd is missing: apt-get install python3-aiosmtpd.");
            Assert.Skip("aiosmtpd is missing: apt-get install python3-aiosmtpd.");
        }
        var server = new MailServer(cover.ToString().ToLowerInvariant(), asksWho && cover != SmtpCover.Plain, name);
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "testdata/mailserver.py");
        var start = new ProcessStartInfo(Python, [script, scratch.Path, mode, $"{Port}", asksWho ? User : "", Password])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        Assert.True(await process.StandardOutput.ReadLineAsync() == "ready", process.HasExited ? await said : "The mail server does not start.");
    }

    public void Stop()
    {
        process?.Kill();
        process?.WaitForExit();
        process?.Dispose();
        process = null;
    }

    public SmtpTarget Target => new("localhost", Port, Enum.Parse<SmtpCover>(mode, ignoreCase: true), "kluis@lindewaard.example")
    {
        User = asksWho ? User : null, PasswordFile = asksWho ? PasswordFile : null, Authority = Authority,
    };

    /// <summary>As an operator sets it.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("KLUIS_SMTP", $"{(mode == "tls" ? "smtps" : mode == "plain" ? "smtp+plain" : "smtp")}://{(asksWho ? User + "@" : "")}localhost:{Port}"),
        ("KLUIS_SMTP_PASSWORD_FILE", PasswordFile), ("KLUIS_SMTP_CA", Authority), ("KLUIS_MAIL_FROM", "kluis@lindewaard.example"),
    ];

    public IReadOnlyList<TakenMail> Taken =>
    [
        .. Directory.GetFiles(scratch.Path, "*.mail").Order(StringComparer.Ordinal).Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement).Select(mail => new TakenMail(
            mail.GetProperty("from").GetString()!, [.. mail.GetProperty("to").EnumerateArray().Select(to => to.GetString()!)],
            Encoding.Latin1.GetString(mail.GetProperty("content").GetBytesFromBase64()), mail.GetProperty("tls").GetBoolean(), mail.GetProperty("user").GetString())),
    ];

    public void Dispose()
    {
        Stop();
        scratch.Dispose();
    }

    void MakeCertificates(string name)
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request = new CertificateRequest("CN=Mail", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var server = request.Create(authority, now.AddHours(-1), now.AddDays(1), [1, 2, 3]);
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        File.WriteAllText(scratch["server.pem"], server.ExportCertificatePem());
        File.WriteAllText(scratch["server.key"], key.ExportPkcs8PrivateKeyPem());
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
