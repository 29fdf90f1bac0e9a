using System.Security.Cryptography;

namespace Kluis.Vcon.Tests;

public class SampleTests
{
    public static TheoryData<string> All => [.. Sample.Names];
    public static TheoryData<string> Plain => [.. Sample.Plain];

    [Fact]
    public void All_samples_are_there()
    {
        Assert.Equal(16, Sample.Names.Count());
        Assert.Equal(13, Sample.Plain.Count());
    }

    [Theory]
    [MemberData(nameof(Plain))]
    public void A_plain_sample_is_read(string name)
    {
        var reading = Sample.Read(Sample.Bytes(name));
        Assert.Null(reading.Refusal);
        Assert.Equal(2, reading.Vcon!.Parties.Count);
        Assert.NotEmpty(reading.Vcon.Parts);
        Assert.NotNull(reading.Vcon.Uuid);
        Assert.All(reading.Vcon.Parts.Where(p => p.Kind == VconPartKind.Dialog), p => Assert.Equal(2, p.Parties.Count));
        Assert.All(reading.Vcon.Parts.Where(p => p.Kind == VconPartKind.Dialog), p => Assert.NotNull(p.Start));
    }

    [Theory]
    [InlineData("simple-vcon.vcon", VconRefusal.Invalid, "vcon.invalid")]
    public void Another_form_is_refused_with_its_reason(string name, VconRefusal refusal, string code)
    {
        var reading = Sample.Read(Sample.Bytes(name));
        Assert.Equal(refusal, reading.Refusal);
        Assert.Equal(code, refusal.Code());
        Assert.Null(reading.Vcon);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Chunks_of_any_size_give_the_same_reading(string name)
    {
        var bytes = Sample.Bytes(name);
        var whole = Sample.Tell(Sample.Read(bytes));
        foreach (var chunk in new[] { 1, 2, 3, 7, 1000, 4096 })
        {
            Assert.Equal(whole, Sample.Tell(Sample.Read(bytes, chunk)));
        }
    }

    [Fact]
    public void The_recording_inside_is_found_byte_for_byte()
    {
        var bytes = Sample.Bytes("ab_call_int_rec.vcon");
        var part = Assert.Single(Sample.Read(bytes).Vcon!.Parts);
        Assert.Equal("base64url", part.Body!.Encoding);
        Assert.Null(part.Body.Inline);
        Assert.Equal(
            Convert.ToHexString(SHA512.HashData(Sample.Bytes("ab_call.wav"))),
            Convert.ToHexString(SHA512.HashData(Sample.Content(bytes, part.Body))));
    }

    [Theory]
    [MemberData(nameof(Plain))]
    public void Every_body_is_found_at_its_place(string name)
    {
        var bytes = Sample.Bytes(name);
        var original = Sample.Parse(bytes);
        foreach (var part in Sample.Read(bytes).Vcon!.Parts.Where(p => p.Body is { Encoding: "none" }))
        {
            var key = part.Kind == VconPartKind.Dialog ? "dialog" : "analysis";
            var expected = original[key]![part.Index]!["body"]!.GetValue<string>();
            Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(Sample.Content(bytes, part.Body!)));
            Assert.Equal(part.Body!.Length <= 4096, part.Body.Inline is not null);
        }
    }

    [Fact]
    public void A_legacy_call_comes_out_in_current_names()
    {
        var reading = Sample.Read(Sample.Bytes("05cec3d4-0561-4010-9fb8-23cc7edef146.vcon.json"));
        var call = reading.Vcon!.Parts[0];
        Assert.Equal("audio/mp3", call.MediaType);
        Assert.Equal(57.168, call.Duration);
        Assert.Equal([1, 0], call.Parties);
        Assert.Equal(
            "sha512-O52Zdl4yvGPKCwOQcTUBu1EuGLqBdJOlk8__vDYQoMp0lJNHY8otxwrCp560rS3d7yjqnbGIU7-JCRYBSK7ANg",
            Assert.Single(call.Link!.ContentHashes));
        Assert.Equal(new DateTimeOffset(2024, 3, 16, 16, 9, 20, TimeSpan.FromHours(1)).AddTicks(7017360), call.Start);
        Assert.Equal("agent", reading.Vcon.Parties[0].Role);
        Assert.Equal("olivia.flores@gmail.com", reading.Vcon.Parties[1].MailTo);
        Assert.Equal("unknown", reading.Vcon.SourceVersion);
        Assert.Equal("generation_info", reading.Vcon.Parts.Single(p => p.Kind == VconPartKind.Attachment).Type);
        Assert.Equal("CC", reading.Vcon.Document["extensions"]![0]!.GetValue<string>());
        Assert.Equal("in", call.Fields["meta"]!["direction"]!.GetValue<string>());
        Assert.False(call.Fields.ContainsKey("alg") || call.Fields.ContainsKey("mimetype"));
    }

    [Fact]
    public async Task Every_plain_sample_is_written_to_the_letter_of_the_schema()
    {
        var written = new List<byte[]>();
        foreach (var name in Sample.Plain)
        {
            var bytes = Sample.Bytes(name);
            written.Add(await Sample.Write(bytes, Sample.Read(bytes).Vcon!));
        }
        Assert.Equal("", await SchemaCheck.Run(written));
    }

    [Fact]
    public async Task The_schema_check_itself_finds_what_is_wrong()
    {
        var errors = await SchemaCheck.Run([
            """{"uuid":"x","created_at":"2026-01-02 03:04","dialog":[{"type":"chat","start":"now","url":"a b"}]}"""u8.ToArray()]);
        Assert.Contains("$.uuid: format", errors);
        Assert.Contains("$.created_at: format", errors);
        Assert.Contains("$.dialog[0].type: enum", errors);
        Assert.Contains("$.dialog[0].url: format", errors);
    }

    [Theory]
    [MemberData(nameof(Plain))]
    public async Task What_was_written_reads_back_the_same(string name)
    {
        var bytes = Sample.Bytes(name);
        var first = Sample.Read(bytes).Vcon!;
        var once = await Sample.Write(bytes, first);
        var second = Sample.Read(once).Vcon!;
        Assert.Equal("0.4.0", second.SourceVersion);
        Assert.Equal(first.Parts.Count, second.Parts.Count);
        foreach (var (before, after) in first.Parts.Zip(second.Parts))
        {
            Assert.Equal(before.Body?.Encoding, after.Body?.Encoding);
            if (before.Body is { Encoding: not "json" })
            {
                Assert.Equal(Sample.Content(bytes, before.Body), Sample.Content(once, after.Body!));
            }
        }
        Assert.Equal(once, await Sample.Write(once, second));
    }
}
