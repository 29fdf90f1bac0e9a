using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake;
using Kluis.Intake.Import;
using Kluis.Vcon.Tests;

namespace Kluis.Tests.Intake;

public abstract class CoveredVconTests(Store store) : IAsyncLifetime
{
    const string Uuid = "019f15a6-a752-826f-b9a2-279e0d16bc46", Source = "exchange";
    static readonly byte[] sound = Sounds.Wav(3, 1);

    readonly Scratch scratch = new();
    readonly RSA signer = RSA.Create(2048), ours = RSA.Create(2048);
    RunningVault vault = null!;
    HttpClient exchange = null!;

    string Keys => scratch["vcon-keys.pem"];

    public async ValueTask InitializeAsync()
    {
        using var older = RSA.Create(2048);
        await File.WriteAllTextAsync(Keys, older.ExportPkcs8PrivateKeyPem() + "\n" + ours.ExportRSAPrivateKeyPem());
        Directory.CreateDirectory(scratch["in"]);
        vault = await RunningVault.StartAsync(store, null, ("KLUIS_VCON_KEYS", Keys));
        exchange = await vault.ClientAsync(Role.Integrator, source: Source, activity: await vault.ActivityAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await vault.CheckAsync();
        await vault.AssertNoOrphansAsync();
        exchange.Dispose();
        await vault.DisposeAsync();
        signer.Dispose();
        ours.Dispose();
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS512")]
    [InlineData("PS384")]
    [InlineData("ES256")]
    public async Task A_signed_call_of_a_trusted_signer_is_stored_without_a_finding_and_plays(string algorithm)
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AsymmetricAlgorithm key = algorithm[0] == 'E' ? curve : signer;
        using var certificate = Covered.SelfSigned(key);
        await TrustAsync(certificate);
        var stored = (await SendAsync(Covered.Sign(Call(), key, algorithm, Uuid, certificate))).Must(HttpStatusCode.Created);
        Assert.DoesNotContain(stored.Findings, finding => finding.StartsWith("signature", StringComparison.Ordinal));
        using var officer = await vault.ClientAsync(Role.PrivacyOfficer);
        Assert.Equal(sound, await officer.SoundAsync(stored.Id));
    }

    [Fact]
    public async Task The_official_example_comes_in_and_its_signer_is_not_trusted_before_somebody_says_so()
    {
        var stored = (await exchange.SendVconAsync(Sample.Bytes("ab_call_ext_rec_signed.vcon"), await vault.ActivityAsync("P100Y"))).Must(HttpStatusCode.Created);
        Assert.Contains("signature.untrusted", stored.Findings);
    }

    [Fact]
    public async Task A_signer_is_trusted_by_the_authority_that_issued_its_certificate_and_for_one_source_only()
    {
        using var root = RSA.Create(2048);
        using var authority = Covered.SelfSigned(root, "CN=authority.example");
        using var leaf = Covered.IssuedBy(authority, signer);
        async Task<IReadOnlyList<string>> FindingsAsync() =>
            [.. (await SendAsync(Covered.Sign(Call(Guid.NewGuid().ToString()), signer, "RS256", null, leaf, authority))).Must(HttpStatusCode.Created).Findings.Where(finding => finding.StartsWith("signature", StringComparison.Ordinal))];
        Assert.Equal(["signature.untrusted"], await FindingsAsync());
        await TrustAsync(authority, "another");
        Assert.Equal(["signature.untrusted"], await FindingsAsync());
        await TrustAsync(authority);
        Assert.Empty(await FindingsAsync());
        // Its time is over, on the product's clock.
        vault.Time.Set(FakeTime.Start.AddDays(500));
        exchange = await vault.ClientAsync(Role.Integrator, source: "exchange-2", activity: await vault.ActivityAsync("P100Y"));
        await TrustAsync(authority, "exchange-2");
        Assert.Equal(["signature.untrusted"], await FindingsAsync());
    }

    [Fact]
    public async Task Without_a_certificate_along_a_trusted_one_is_tried()
    {
        using var certificate = Covered.SelfSigned(signer);
        Assert.Contains("signature.untrusted", (await SendAsync(Covered.Sign(Call(), signer, "RS256"))).Must(HttpStatusCode.Created).Findings);
        await TrustAsync(certificate);
        Assert.DoesNotContain("signature.untrusted", (await SendAsync(Covered.Sign(Call(), signer, "RS384"))).Findings);
        Assert.True(await vault.Get<SignerStore>().RemoveAsync(Actor.Product("test"), Source, certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), default));
        Assert.Contains("signature.untrusted", (await SendAsync(Covered.Sign(Call(), signer, "RS512"))).Findings);
        Assert.Equal((1, 1), (await vault.CountAsync(AuditAct.SignerAdded), await vault.CountAsync(AuditAct.SignerRemoved)));
    }

    [Fact]
    public async Task What_was_changed_after_it_was_signed_or_is_another_is_refused_whole()
    {
        using var certificate = Covered.SelfSigned(signer);
        await TrustAsync(certificate);
        using var weak = RSA.Create(1024);
        using var weakCertificate = Covered.SelfSigned(weak);
        using var other = RSA.Create(2048);
        var signed = JsonNode.Parse(Covered.Sign(Call(), signer, "RS256", Uuid, certificate))!;
        signed["payload"] = System.Buffers.Text.Base64Url.EncodeToString(Call("019f15a6-a752-826f-b9a2-279e0d16bc47"));
        var withoutSense = JsonNode.Parse(Covered.Sign(Call(), signer, "RS256", Uuid, certificate))!;
        withoutSense["signatures"]![0]!["header"]!["x5c"]![0] = "AAAA";
        foreach (var document in new[]
        {
            Encoding.UTF8.GetBytes(signed.ToJsonString()),
            Covered.Sign(Call(), other, "RS256", Uuid, certificate),
            Covered.Sign(Call(), weak, "RS256", Uuid, weakCertificate),
            Covered.Sign(Call(), signer, "RS256", "019f15a6-a752-826f-b9a2-279e0d16bc47", certificate),
            Encoding.UTF8.GetBytes(withoutSense.ToJsonString()),
        })
        {
            (await SendAsync(document)).Must(422, "vcon.signature-invalid");
        }
        await vault.AssertNothingStoredAsync();
    }

    [Fact]
    public async Task An_encrypted_call_packed_and_signed_comes_in_as_itself()
    {
        using var certificate = Covered.SelfSigned(signer);
        await TrustAsync(certificate);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Call());
        var document = Covered.Encrypt(Covered.Sign(packed.ToArray(), signer, "RS256", Uuid, certificate), ours, Uuid);
        var stored = (await SendAsync(document)).Must(HttpStatusCode.Created);
        Assert.DoesNotContain(stored.Findings, finding => finding.StartsWith("signature", StringComparison.Ordinal));
        Assert.Equal(stored.Id, (await SendAsync(document)).Must(HttpStatusCode.OK).Id);
        Assert.Contains("signature.missing", (await SendAsync(Covered.Encrypt(Call(Guid.NewGuid().ToString()), ours))).Must(HttpStatusCode.Created).Findings);
    }

    [Fact]
    public async Task What_is_for_another_or_was_changed_on_its_way_is_not_decrypted_and_without_its_keys_the_sender_waits()
    {
        using var other = RSA.Create(2048);
        (await SendAsync(Covered.Encrypt(Call(), other))).Must(422, "vcon.cannot-decrypt");
        var changed = JsonNode.Parse(Covered.Encrypt(Call(), ours))!;
        var ciphertext = (string)changed["ciphertext"]!;
        changed["ciphertext"] = (ciphertext[5] == 'A' ? 'B' : 'A') + ciphertext[1..];
        (await SendAsync(Encoding.UTF8.GetBytes(changed.ToJsonString()))).Must(422, "vcon.cannot-decrypt");
        (await SendAsync(Covered.Encrypt(Covered.Encrypt(Covered.Encrypt(Covered.Encrypt(Call(), ours), ours), ours), ours))).Must(422, "vcon.invalid");
        (await SendAsync(Covered.Encrypt("no vCon"u8.ToArray(), ours))).Must(400, "request.malformed");
        (await SendAsync(Covered.Encrypt([], ours))).Must(400, "request.truncated");
        File.Delete(Keys);
        (await SendAsync(Covered.Encrypt(Call(), ours))).Must(503, "keys.unavailable");
        await File.WriteAllTextAsync(Keys, "no key");
        (await SendAsync(Covered.Encrypt(Call(), ours))).Must(503, "keys.unavailable");
        await vault.AssertNothingStoredAsync();
        await File.WriteAllTextAsync(Keys, ours.ExportPkcs8PrivateKeyPem());
        (await SendAsync(Covered.Encrypt(Call(), ours))).Must(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_import_and_its_dry_run_take_covers_off_alike()
    {
        using var certificate = Covered.SelfSigned(signer);
        await File.WriteAllBytesAsync(scratch["in/signed.vcon"], Covered.Sign(Call(), signer, "RS256", Uuid, certificate));
        await File.WriteAllBytesAsync(scratch["in/encrypted.vcon"], Covered.Encrypt(Covered.Sign(Call("019f15a6-a752-826f-b9a2-279e0d16bc48"), signer, "RS256", null, certificate), ours));
        await File.WriteAllBytesAsync(scratch["in/false.vcon"], Covered.Sign(Call(), ours, "RS256", Uuid, certificate));
        var activity = await vault.ActivityAsync();
        foreach (var isDry in new[] { true, false })
        {
            var lines = new List<ImportLine>();
            var rule = new ImportRule("folder") { Activity = activity, IsDry = isDry };
            var caller = new Caller(Actor.Product("import"), Role.Integrator) { Source = "folder", Activity = activity };
            await vault.Get<Importer>().RunAsync(caller, new ImportFolder(scratch["in"]), rule, line => { lock (lines) lines.Add(line); }, default);
            Assert.Equal(
                [("encrypted.vcon", ImportOutcome.Stored, null), ("false.vcon", ImportOutcome.Quarantined, "vcon.signature-invalid"), ("signed.vcon", ImportOutcome.Stored, null)],
                lines.OrderBy(line => line.Name, StringComparer.Ordinal).Select(line => (line.Name, line.Outcome, line.Code)));
        }
    }

    static byte[] Call(string uuid = Uuid) => Encoding.UTF8.GetBytes(Told.CallVcon(sound, uuid).ToJsonString());

    Task<Answer> SendAsync(byte[] document) => exchange.SendVconAsync(document, null);

    Task TrustAsync(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, string source = Source) =>
        vault.Get<SignerStore>().AddAsync(Actor.Product("test"), source, certificate, default);
}

public sealed class CoveredVconTests_on_sqlite() : CoveredVconTests(Store.Sqlite);

public sealed class CoveredVconTests_on_postgres() : CoveredVconTests(Store.Postgres);
