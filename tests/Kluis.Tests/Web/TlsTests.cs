using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kluis.Storage;
using Kluis.Web;

namespace Kluis.Tests.Web;

public sealed class TlsTests : IAsyncLifetime
{
    readonly Scratch scratch = new();
    RunningVault vault = null!;

    public async ValueTask InitializeAsync() => vault = await RunningVault.StartAsync(Store.Sqlite, null, ("KLUIS_URLS", "https://127.0.0.1:0"));

    public async ValueTask DisposeAsync()
    {
        await vault.CheckAsync();
        await vault.DisposeAsync();
        scratch.Dispose();
    }

    [Fact]
    public async Task TLS_1_3_is_spoken_and_the_answer_says_to_stay_with_it()
    {
        var (protocol, _, _) = await ConnectAsync(SslProtocols.Tls13);
        Assert.Equal(SslProtocols.Tls13, protocol);
        using var client = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true });
        using var answer = await client.GetAsync(new Uri(vault.Http.BaseAddress!, "/healthz"));
        Assert.Equal("max-age=31536000", string.Join(',', answer.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task TLS_1_2_is_refused() =>
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(SslProtocols.Tls12));

    [Fact]
    public async Task Plain_http_is_refused_where_https_is_spoken()
    {
        using var client = new HttpClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetAsync($"http://127.0.0.1:{vault.Http.BaseAddress!.Port}/healthz"));
    }

    [Fact]
    public async Task The_first_certificate_is_for_this_machine_and_its_key_for_the_owner_alone()
    {
        var (_, certificate, _) = await ConnectAsync(SslProtocols.Tls13);
        Assert.Equal("CN=localhost, O=Kluis", certificate.Subject);
        Assert.True(certificate.MatchesHostname("localhost"));
        Assert.True(certificate.MatchesHostname("127.0.0.1"));
        Assert.False(certificate.MatchesHostname("voorbeeld.example"));
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(vault.Settings.CertificateKey));
        var made = await File.ReadAllTextAsync(vault.Settings.Certificate);
        await vault.RestartAsync();
        Assert.Equal(made, await File.ReadAllTextAsync(vault.Settings.Certificate));
    }

    [Fact]
    public async Task A_replaced_certificate_is_served_without_a_restart()
    {
        var (_, before, _) = await ConnectAsync(SslProtocols.Tls13);
        using var next = MakeLeaf(null);
        Install(next, [next]);
        var (_, after, _) = await ConnectAsync(SslProtocols.Tls13);
        Assert.Equal(next.Thumbprint, after.Thumbprint);
        Assert.NotEqual(before.Thumbprint, after.Thumbprint);
    }

    [Fact]
    public async Task A_half_copied_certificate_leaves_the_old_one_until_it_is_whole()
    {
        var (_, before, _) = await ConnectAsync(SslProtocols.Tls13);
        using var next = MakeLeaf(null);
        var pem = next.ExportCertificatePem();
        await File.WriteAllTextAsync(vault.Settings.Certificate, pem[..(pem.Length / 2)]);
        Assert.Equal(before.Thumbprint, (await ConnectAsync(SslProtocols.Tls13)).Certificate.Thumbprint);
        // Whole now, but its key is still to come.
        await File.WriteAllTextAsync(vault.Settings.Certificate, pem);
        Assert.Equal(before.Thumbprint, (await ConnectAsync(SslProtocols.Tls13)).Certificate.Thumbprint);
        Install(next, [next]);
        Assert.Equal(next.Thumbprint, (await ConnectAsync(SslProtocols.Tls13)).Certificate.Thumbprint);
    }

    [Fact]
    public async Task The_certificates_behind_the_first_in_the_file_are_sent_along()
    {
        using var root = MakeAuthority("CN=Root", null);
        using var middle = MakeAuthority("CN=Between", root);
        using var leaf = MakeLeaf(middle);
        Install(leaf, [leaf, middle]);
        var (_, served, along) = await ConnectAsync(SslProtocols.Tls13);
        Assert.Equal(leaf.Thumbprint, served.Thumbprint);
        Assert.Contains(middle.Thumbprint, along);
    }

    [Theory]
    [InlineData("certificate.pem")]
    [InlineData("key.pem")]
    public void A_certificate_without_its_key_and_a_key_without_its_certificate_are_not_overwritten(string there)
    {
        File.WriteAllText(scratch[there], "precious");
        var certificate = new TlsCertificate(scratch["certificate.pem"], scratch["key.pem"]);
        Assert.Equal("tls.incomplete", Assert.Throws<FaultException>(() => certificate.MakeIfMissing(DateTimeOffset.UnixEpoch)).Code);
        Assert.Equal("precious", File.ReadAllText(scratch[there]));
        Assert.Single(Directory.GetFiles(scratch.Path));
    }

    async Task<(SslProtocols Protocol, X509Certificate2 Certificate, List<string> Along)> ConnectAsync(SslProtocols protocol)
    {
        var along = new List<string>();
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", vault.Http.BaseAddress!.Port);
        using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocol,
            RemoteCertificateValidationCallback = (_, _, chain, _) =>
            {
                along.AddRange(chain!.ChainPolicy.ExtraStore.Select(each => each.Thumbprint));
                return true;
            },
        });
        return (tls.SslProtocol, X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.Export(X509ContentType.Cert)), along);
    }

    void Install(X509Certificate2 leaf, X509Certificate2[] chain)
    {
        File.WriteAllText(vault.Settings.CertificateKey, leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(vault.Settings.Certificate, string.Join('\n', chain.Select(each => each.ExportCertificatePem())));
    }

    static X509Certificate2 MakeLeaf(X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return Sign(request, key, issuer);
    }

    static X509Certificate2 MakeAuthority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return Sign(request, key, issuer);
    }

    static X509Certificate2 Sign(CertificateRequest request, ECDsa key, X509Certificate2? issuer)
    {
        var (from, until) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        if (issuer is null)
            return request.CreateSelfSigned(from, until);
        using var bare = request.Create(issuer, issuer.NotBefore, issuer.NotAfter, RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }
}
