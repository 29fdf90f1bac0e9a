using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Kluis.Tests;

/// <summary>Signs and encrypts as another system would (RFC 7515, RFC 7516).</summary>
static class Covered
{
    static readonly DateTimeOffset from = FakeTime.Start.AddDays(-100), until = FakeTime.Start.AddDays(400);

    public static X509Certificate2 SelfSigned(AsymmetricAlgorithm key, string name = "CN=exchange.example")
    {
        var request = key is ECDsa curve ? new CertificateRequest(name, curve, HashAlgorithmName.SHA256) : new CertificateRequest(name, (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(from, until);
    }

    public static X509Certificate2 IssuedBy(X509Certificate2 authority, RSA key)
    {
        var request = new CertificateRequest("CN=line-1.exchange.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.Create(authority, from, until.AddDays(-1), [1, 2, 3, 4]);
    }

    public static byte[] Sign(byte[] inside, AsymmetricAlgorithm key, string algorithm, string? uuid = null, params X509Certificate2[] chain)
    {
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(new JsonObject { ["alg"] = algorithm }.ToJsonString()));
        var payload = Base64Url.EncodeToString(inside);
        var open = new JsonObject { ["uuid"] = uuid };
        if (chain.Length > 0)
            open["x5c"] = new JsonArray([.. chain.Select(certificate => JsonValue.Create(Convert.ToBase64String(certificate.RawData)))]);
        var value = ValueOf(key, algorithm, Encoding.ASCII.GetBytes($"{header}.{payload}"));
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["payload"] = payload,
            ["signatures"] = new JsonArray(new JsonObject { ["protected"] = header, ["header"] = open, ["signature"] = Base64Url.EncodeToString(value) }),
        }.ToJsonString());
    }

    public static byte[] Encrypt(byte[] inside, RSA recipient, string? uuid = null)
    {
        var header = Base64Url.EncodeToString("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256CBC-HS512\"}"u8);
        var (key, iv) = (RandomNumberGenerator.GetBytes(64), RandomNumberGenerator.GetBytes(16));
        using var aes = Aes.Create();
        aes.Key = key[32..];
        var ciphertext = aes.EncryptCbc(inside, iv);
        var bits = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bits, (ulong)header.Length * 8);
        var tag = HMACSHA512.HashData(key.AsSpan(0, 32), [.. Encoding.ASCII.GetBytes(header), .. iv, .. ciphertext, .. bits]);
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["protected"] = header,
            ["unprotected"] = new JsonObject { ["cty"] = "application/vcon", ["uuid"] = uuid },
            ["recipients"] = new JsonArray(new JsonObject { ["encrypted_key"] = Base64Url.EncodeToString(recipient.Encrypt(key, RSAEncryptionPadding.OaepSHA1)) }),
            ["iv"] = Base64Url.EncodeToString(iv),
            ["ciphertext"] = Base64Url.EncodeToString(ciphertext),
            ["tag"] = Base64Url.EncodeToString(tag.AsSpan(0, 32)),
        }.ToJsonString());
    }

    static byte[] ValueOf(AsymmetricAlgorithm key, string algorithm, byte[] signed)
    {
        var hash = new HashAlgorithmName("SHA" + algorithm[2..]);
        return key switch
        {
            ECDsa curve => curve.SignData(signed, hash),
            RSA rsa => rsa.SignData(signed, hash, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            _ => throw new ArgumentException("RSA or ECDSA", nameof(key)),
        };
    }
}
