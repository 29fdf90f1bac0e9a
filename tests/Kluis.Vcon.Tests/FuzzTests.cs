using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Kluis.Vcon.Tests;

public class FuzzTests
{
    static readonly int Cases =
        int.TryParse(Environment.GetEnvironmentVariable("KLUIS_FUZZ_CASES"), out var n) ? n : 20_000;

    static readonly VconLimits Limits = new()
    {
        Document = 60_000, Skeleton = 40_000, InlineBody = 300, Parties = 20, Parts = 40, Values = 3000,
    };

    static readonly string[] Keys =
    [
        "vcon", "uuid", "extensions", "critical", "must_support", "created_at", "updated_at", "subject", "redacted",
        "amended", "appended", "group", "parties", "dialog", "analysis", "attachments", "payload", "signatures", "tel",
        "sip", "mailto", "email", "name", "meta", "role", "type", "start", "duration", "originator", "mediatype",
        "mimetype", "filename", "body", "encoding", "url", "content_hash", "alg", "signature", "disposition",
        "session_id", "local", "party_history", "party", "time", "event", "transferee", "transfer-target", "recordings",
        "recording_set", "vendor", "schema_version", "purpose", "x",
    ];

    static readonly string[] Scraps =
    [
        "\"", "\\", "\\u", "\\ud800", "\\udc00", "{", "}", "[", "]", ",", ":", "null", "1e999", "-0", "\0", "\uFEFF",
        "\"body\":\"", "\"\\u0062ody\":", "\"dialog\":[{", "\"payload\":\"x\",", "123456789012345678901234567890", "é", "😀",
    ];

    [Fact]
    public void Mutated_samples_never_throw_and_never_keep_more_than_the_limits()
    {
        var random = new Random(20260101);
        var samples = Sample.Names.Select(Sample.Bytes).ToArray();
        var read = 0;
        for (var i = 0; i < Cases / 2; i++)
        {
            read += Try(Mutate(samples[random.Next(samples.Length)], random), random) ? 1 : 0;
        }
        Assert.InRange(read, Cases / 100, Cases);
    }

    [Fact]
    public async Task Random_structures_never_throw_and_what_is_read_can_be_written()
    {
        var random = new Random(20260102);
        var read = 0;
        for (var i = 0; i < Cases / 2; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Conversation(random).ToJsonString());
            if (Try(bytes, random))
            {
                read++;
                await CanBeWritten(bytes);
            }
        }
        Assert.InRange(read, Cases / 100, Cases);
    }

    static bool Try(byte[] bytes, Random random)
    {
        var reader = new VconReader(Limits);
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(random.Next(1, 2000), bytes.Length - at);
            reader.Feed(bytes.AsSpan(at, count));
            Assert.InRange(reader.Kept, 0, Limits.Skeleton + Limits.InlineBody + 1);
            at += count;
        }
        var reading = reader.Complete();
        Assert.Single(new object?[] { reading.Refusal, reading.Vcon, reading.Signed, reading.Encrypted }.OfType<object>());
        foreach (var signature in reading.Signed?.Signatures ?? [])
        {
            Judge(bytes, reading.Signed!, signature);
        }
        if (bytes.Length < 3000)
        {
            Assert.Equal(Sample.Tell(reading), Sample.Tell(Sample.Read(bytes, 1, Limits)));
        }
        foreach (var part in reading.Vcon?.Parts ?? [])
        {
            Decode(bytes, part);
        }
        return reading.Vcon is not null;
    }

    static void Judge(byte[] bytes, SignedVcon signed, VconSignature signature)
    {
        using var check = new SignatureCheck(signature);
        check.Feed(bytes.AsSpan((int)signed.Payload.Offset, (int)signed.Payload.Length));
        foreach (var der in signature.Certificates)
        {
            try
            {
                using var certificate = X509CertificateLoader.LoadCertificate(der);
                check.IsBy(certificate);
            }
            catch (CryptographicException)
            {
                // No certificate: the product refuses it by this.
            }
        }
    }

    static void Decode(byte[] bytes, VconPart part)
    {
        try
        {
            var content = part.Body is null ? [] : Sample.Content(bytes, part.Body);
            Assert.True(part.Body?.Inline is null || part.Body.Inline.AsSpan().SequenceEqual(content));
        }
        catch (VconFormatException)
        {
            Assert.Null(part.Body!.Inline);
        }
    }

    static async Task CanBeWritten(byte[] bytes)
    {
        var vcon = Sample.Read(bytes, limits: Limits).Vcon!;
        vcon.Document["uuid"] = "019f15a6-a752-826f-b9a2-279e0d16bc46";
        vcon.Document["created_at"] ??= "2026-01-02T03:04:05Z";
        var to = new MemoryStream();
        await VconWriter.WriteAsync(vcon.Document, [], to, TestContext.Current.CancellationToken);
        Assert.Null(Sample.Read(to.ToArray()).Refusal);
    }

    static byte[] Mutate(byte[] source, Random random)
    {
        var bytes = source.ToList();
        for (var n = random.Next(1, 4); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 50), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Scraps[random.Next(Scraps.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 400), bytes.Count - at)));
                    break;
                case 4:
                    bytes[at] = (byte)"0123456789truefalsn{}[]\",:"[random.Next(26)];
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(20) == 0 ? bytes.Count - at : 1);
                    break;
            }
        }
        return [.. bytes];
    }

    static JsonObject Conversation(Random random)
    {
        var document = Object(random, 2);
        foreach (var key in new[] { "payload", "signatures", "critical", "must_support" }.Where(_ => random.Next(20) != 0))
        {
            document.Remove(key);
        }
        document["vcon"] = random.Next(20) == 0 ? "0.9.0" : "0.3.0";
        foreach (var key in new[] { "parties", "dialog", "analysis", "attachments" })
        {
            document[key] = new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Object(random, 4))]);
        }
        return document;
    }

    static JsonObject Object(Random random, int depth)
    {
        var result = new JsonObject();
        for (var n = random.Next(12); n > 0; n--)
        {
            result[Keys[random.Next(Keys.Length)]] = Value(random, depth - 1);
        }
        return result;
    }

    static JsonNode? Value(Random random, int depth) => random.Next(depth > 0 ? 16 : 12) switch
    {
        0 => null,
        1 => random.Next(-1, 4),
        2 => random.NextDouble() * 1e10,
        3 => random.Next(2) == 0,
        4 => "2026-01-02T03:04:05",
        5 => "019f15a6-a752-826f-b9a2-279e0d16bc46",
        6 => "https://example.com/x",
        7 => "base64url",
        8 => "recording",
        9 => "sha512-GLy6IPaIUM1GqzZqfIPZlWjaDsNgNvZM0iCONNThnH0a75fhUM6cYzLZ5GynSURREvZwmOh54-2lRRieyj82UQ",
        10 => new string((char)random.Next(32, 0x2FF), random.Next(500)),
        11 => "audio/wav",
        12 or 13 => Object(random, depth),
        _ => new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Value(random, depth - 1))]),
    };
}
