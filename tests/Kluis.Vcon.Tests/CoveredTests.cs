using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Kluis.Vcon.Tests;

/// <summary>The official signed example, and one that another program encrypted.</summary>
public sealed class CoveredTests
{
    const string Python = "/usr/bin/python3";

    [Fact]
    public void The_official_example_is_signed_by_its_certificate_and_by_no_other()
    {
        var document = Sample.Bytes("ab_call_ext_rec_signed.vcon");
        var signed = Sample.Read(document).Signed!;
        var signature = Assert.Single(signed.Signatures);
        Assert.Equal(("RS256", 3), (signature.Algorithm, signature.Certificates.Count));
        Assert.Equal("019f15a6-a752-826f-b9a2-279e0d16bc46", signature.Uuid);
        Assert.True(IsBy(signature, PayloadOf(document, signed), 0));
        Assert.False(IsBy(signature, PayloadOf(document, signed), 1));
        Assert.Equal(2, Sample.Read(Inside(PayloadOf(document, signed))).Vcon!.Parties.Count);
    }

    [Fact]
    public void Any_change_of_it_is_noticed()
    {
        var document = Sample.Bytes("ab_call_ext_rec_signed.vcon");
        var signed = Sample.Read(document).Signed!;
        var signature = signed.Signatures[0];
        var payload = PayloadOf(document, signed);
        foreach (var at in new[] { 0, payload.Length / 2, payload.Length - 1 })
        {
            var changed = payload.ToArray();
            changed[at] ^= 1;
            Assert.False(IsBy(signature, changed, 0));
        }
        Assert.False(IsBy(signature, payload[..^1], 0));
        Assert.False(IsBy(signature with { Protected = signature.Protected[..^1] + "A" }, payload, 0));
        foreach (var algorithm in new[] { "none", "HS256", "RS384", "PS256", "ES256", "RS999", "" })
            Assert.False(IsBy(signature with { Algorithm = algorithm }, payload, 0));
    }

    [Theory]
    [InlineData("RSA-OAEP")]
    [InlineData("RSA-OAEP-256")]
    public async Task What_another_program_encrypted_is_decrypted(string algorithm)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true" || HasPython(), "needs the package python3-cryptography");
        using var key = RSA.Create(2048);
        var document = await EncryptAsync("""{"parties":[{"name":"A. Voorbeeld"}]}""", key.ExportSubjectPublicKeyInfoPem(), algorithm);
        var encrypted = Sample.Read(document).Encrypted!;
        Assert.Equal("019f15a6-a752-826f-b9a2-279e0d16bc46", encrypted.Uuid);
        using var other = RSA.Create(2048);
        Assert.Null(encrypted.ContentKey([other]));
        var contentKey = encrypted.ContentKey([other, key])!;
        Assert.True(IsRight(encrypted, contentKey, document));
        using var clear = encrypted.Decrypt(contentKey, Ciphertext(encrypted, document));
        Assert.Equal("""{"parties":[{"name":"A. Voorbeeld"}]}""", await new StreamReader(clear).ReadToEndAsync(TestContext.Current.CancellationToken));
        // 1. Every part of it counts for the tag.
        contentKey[0] ^= 1;
        Assert.False(IsRight(encrypted, contentKey, document));
        contentKey[0] ^= 1;
        var iv = encrypted.InitializationVector.ToArray();
        iv[0] ^= 1;
        Assert.False(IsRight(encrypted with { InitializationVector = iv }, contentKey, document));
        Assert.False(IsRight(encrypted with { AuthenticatedData = encrypted.AuthenticatedData + "A" }, contentKey, document));
        Assert.False(IsRight(encrypted with { Ciphertext = encrypted.Ciphertext with { Length = encrypted.Ciphertext.Length - 4 } }, contentKey, document));
        // 2. Another algorithm is not taken for this one.
        Assert.Null((encrypted with { Encryption = "A256GCM" }).ContentKey([key]));
        Assert.Null((encrypted with { Recipients = [encrypted.Recipients[0] with { Algorithm = "RSA1_5" }] }).ContentKey([key]));
    }

    [Theory]
    [InlineData("7b22616c67223a2252532d32d4227d")]
    [InlineData("7b22616c67223a225c7564383030227d")]
    [InlineData("7b2261d4223a2252533235362227d7")]
    public void A_header_with_text_that_is_no_unicode_is_refused(string header)
    {
        var coded = System.Buffers.Text.Base64Url.EncodeToString(Convert.FromHexString(header));
        foreach (var document in new[]
        {
            $$"""{"payload":"e30","signatures":[{"protected":"{{coded}}","signature":"AAAA"}]}""",
            $$"""{"protected":"{{coded}}","recipients":[{"encrypted_key":"AAAA"}],"iv":"AAAA","ciphertext":"AAAA","tag":"AAAA"}""",
        })
            Assert.Equal(VconRefusal.Invalid, Sample.Read(Encoding.UTF8.GetBytes(document)).Refusal);
    }

    static bool IsBy(VconSignature signature, byte[] payload, int certificate)
    {
        using var check = new SignatureCheck(signature);
        foreach (var piece in payload.Chunk(1000))
            check.Feed(piece);
        using var by = X509CertificateLoader.LoadCertificate(signature.Certificates[certificate]);
        return check.IsBy(by);
    }

    static bool IsRight(EncryptedVcon encrypted, byte[] key, byte[] document)
    {
        using var check = encrypted.CheckTag(key);
        using var all = new MemoryStream();
        Ciphertext(encrypted, document).CopyTo(all);
        foreach (var piece in all.ToArray().Chunk(7))
            check.Feed(piece);
        return check.IsRight();
    }

    static Stream Ciphertext(EncryptedVcon encrypted, byte[] document) =>
        VconBodyStream.Open(new MemoryStream(document, (int)encrypted.Ciphertext.Offset, (int)encrypted.Ciphertext.Length), "base64url");

    static byte[] PayloadOf(byte[] document, SignedVcon signed) => document.AsSpan((int)signed.Payload.Offset, (int)signed.Payload.Length).ToArray();

    static byte[] Inside(byte[] payload)
    {
        using var clear = new MemoryStream();
        VconBodyStream.Open(new MemoryStream(payload), "base64url").CopyTo(clear);
        return clear.ToArray();
    }

    static bool HasPython()
    {
        if (!File.Exists(Python))
            return false;
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import cryptography"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    static async Task<byte[]> EncryptAsync(string clear, string publicKey, string algorithm)
    {
        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "testdata", "jwe.py")]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(new JsonObject { ["clear"] = clear, ["key"] = publicKey, ["alg"] = algorithm }.ToJsonString());
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Encoding.UTF8.GetBytes(output);
    }
}
