using System.Text;
using System.Text.Json.Nodes;

namespace Kluis.Vcon.Tests;

public class WriterTests
{
    const string Head = "\"uuid\":\"019f15a6-a752-826f-b9a2-279e0d16bc46\",\"created_at\":\"2026-01-02T03:04:05Z\"";

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static async Task<byte[]> Write(string members, params VconOutBody[] bodies)
    {
        var to = new MemoryStream();
        await VconWriter.WriteAsync((JsonObject)JsonNode.Parse("{" + members + "}")!, bodies, to, Stop);
        return to.ToArray();
    }

    static async Task<string> Refused(string members, params VconOutBody[] bodies)
    {
        var to = new MemoryStream();
        var refused = await Assert.ThrowsAsync<VconFormatException>(
            () => VconWriter.WriteAsync((JsonObject)JsonNode.Parse("{" + members + "}")!, bodies, to, Stop));
        Assert.Equal("vcon.document-invalid", refused.Code);
        Assert.Equal(0, to.Length);
        return refused.Path!;
    }

    /// <summary>Gives <paramref name="length"/> bytes that nobody holds.</summary>
    sealed class Endless(long length) : Stream
    {
        long given;
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get => given; set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count)
        {
            var now = (int)Math.Min(count, length - given);
            buffer.AsSpan(offset, now).Fill((byte)'a');
            given += now;
            return now;
        }
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    /// <summary>Counts, and remembers the longest write.</summary>
    sealed class Counter : MemoryStream
    {
        public long Total { get; private set; }
        public int Longest { get; private set; }
        public override void Write(ReadOnlySpan<byte> buffer) => Count(buffer.Length);
        public override void Write(byte[] buffer, int offset, int count) => Count(count);
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count(buffer.Length);
            return ValueTask.CompletedTask;
        }
        void Count(int bytes)
        {
            Total += bytes;
            Longest = Math.Max(Longest, bytes);
        }
    }

    [Fact]
    public async Task The_order_is_fixed()
    {
        var a = await Write("\"zebra\":1,\"dialog\":[{\"url\":\"https://a.example/\",\"start\":\"2026-01-02T03:04:05Z\",\"apple\":1,\"type\":\"text\"}],\"parties\":[{\"x\":1,\"name\":\"n\",\"tel\":\"1\"}],\"subject\":\"s\"," + Head);
        Assert.Equal(
            "{\"vcon\":\"0.4.0\"," + Head + ",\"subject\":\"s\",\"zebra\":1,\"parties\":[{\"tel\":\"1\",\"name\":\"n\",\"x\":1}],"
            + "\"dialog\":[{\"type\":\"text\",\"start\":\"2026-01-02T03:04:05Z\",\"url\":\"https://a.example/\",\"apple\":1}],\"analysis\":[],\"attachments\":[]}",
            Encoding.UTF8.GetString(a));
    }

    [Fact]
    public async Task Mandatory_members_are_completed_without_blaming_a_party()
    {
        var written = await Write(Head + """
            ,"parties":[{"name":"Alice"}],"dialog":[{"type":"text","mediatype":"text/plain"}],"analysis":[{"dialog":0}],
            "attachments":[{"purpose":"tags"},{"purpose":"more"}],"redacted":{"uuid":"019f15a6-a752-826f-b9a2-279e0d16bc46"}
            """, new VconOutBody(VconPartKind.Dialog, 0, "none", "Hi"u8.ToArray()));
        var document = Sample.Parse(written);
        Assert.Equal(2, document["parties"]!.AsArray().Count);
        Assert.Equal(1, document["attachments"]![1]!["party"]!.GetValue<int>());
        Assert.Equal("2026-01-02T03:04:05Z", document["attachments"]![0]!["start"]!.GetValue<string>());
        Assert.Equal("unknown", document["analysis"]![0]!["vendor"]!.GetValue<string>());
        Assert.Equal("", await SchemaCheck.Run([written]));
    }

    [Fact]
    public async Task A_body_takes_the_place_of_a_link()
    {
        var written = Sample.Parse(await Write(
            Head + ",\"dialog\":[{\"type\":\"text\",\"start\":\"2026-01-02T03:04:05Z\",\"mediatype\":\"text/plain\",\"url\":\"https://a.example/\"}]",
            new VconOutBody(VconPartKind.Dialog, 0, "base64url", [0xFF, 0xFE])));
        Assert.Equal("__4", written["dialog"]![0]!["body"]!.GetValue<string>());
        Assert.False(written["dialog"]![0]!.AsObject().ContainsKey("url"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(24 * 1024 - 1)]
    [InlineData(24 * 1024)]
    [InlineData(24 * 1024 + 1)]
    [InlineData(100_000)]
    public async Task Content_survives_in_every_encoding(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var text = string.Concat(Enumerable.Repeat("\"é€😀\\\n", length / 15 + 1));
        var written = await Write(Head + ""","dialog":[{"type":"text","mediatype":"a/b"},{"type":"text","mediatype":"a/b"},{"type":"text"}]""",
            new VconOutBody(VconPartKind.Dialog, 2, "json", "{\"a\": [1]}"u8.ToArray()),
            new VconOutBody(VconPartKind.Dialog, 0, "base64url", bytes),
            new VconOutBody(VconPartKind.Dialog, 1, "none", Encoding.UTF8.GetBytes(text)));
        var parts = Sample.Read(written).Vcon!.Parts;
        Assert.Equal(bytes, Sample.Content(written, parts[0].Body!));
        Assert.Equal(text, Encoding.UTF8.GetString(Sample.Content(written, parts[1].Body!)));
        Assert.Equal(text, Sample.Parse(written)["dialog"]![1]!["body"]!.GetValue<string>());
        Assert.Equal("{\"a\": [1]}", Encoding.UTF8.GetString(parts[2].Body!.Inline!));
    }

    [Theory]
    [InlineData("none", 50_000_000)]
    [InlineData("base64url", 66_666_668)]
    public async Task A_long_body_passes_in_small_blocks(string encoding, long expected)
    {
        var to = new Counter();
        var document = (JsonObject)JsonNode.Parse("{" + Head + ""","dialog":[{"type":"text"}]}""")!;
        var body = new VconOutBody(VconPartKind.Dialog, 0, encoding, _ => Task.FromResult<Stream>(new Endless(50_000_000)));
        await VconWriter.WriteAsync(document, [body], to, Stop);
        Assert.InRange(to.Total - expected, -1, 400);
        Assert.InRange(to.Longest, 1, 256 * 1024);
    }

    [Theory]
    [InlineData(""" "parties":[{}]""", "$.created_at")]
    [InlineData(""" "uuid":"x","created_at":"2026-01-02T03:04:05Z","parties":[{}]""", "$.uuid")]
    [InlineData(""" "uuid":"019f15a6-a752-826f-b9a2-279e0d16bc46","parties":[{}]""", "$.created_at")]
    [InlineData(Head + ""","dialog":[{"start":"2026-01-02T03:04:05Z"}]""", "$.dialog[0].type")]
    [InlineData(Head + ""","dialog":[{"type":"text","parties":[3]}]""", "$.dialog[0].parties")]
    [InlineData(Head + ""","dialog":[{"type":"text","mimetype":"text/plain"}]""", "$.dialog[0].mediatype")]
    [InlineData(Head + ""","dialog":[7]""", "$.dialog[0]")]
    [InlineData(Head + ""","dialog":{}""", "$.dialog")]
    [InlineData(Head + ""","parties":{}""", "$.parties")]
    [InlineData(Head + ""","parties":[{"tel":7}]""", "$.parties[0].tel")]
    [InlineData(Head + ""","parties":[{}],"payload":"x" """, "form")]
    [InlineData(Head, "$.parties")]
    public async Task What_is_not_strict_is_not_written(string members, string path) =>
        Assert.Equal(path, await Refused(members));

    [Fact]
    public async Task A_body_needs_a_part_of_its_own()
    {
        var document = Head + ""","dialog":[{"type":"text"}]""";
        VconOutBody Body(int index, string encoding = "none") => new(VconPartKind.Dialog, index, encoding, []);
        Assert.Equal("$.dialog[1].body", await Refused(document, Body(1)));
        Assert.Equal("$.dialog[-1].body", await Refused(document, Body(-1)));
        Assert.Equal("$.dialog[0].body", await Refused(document, Body(0), Body(0)));
        Assert.Equal("$.dialog[0].body", await Refused(document, Body(0, "base64")));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{} {}")]
    public async Task A_json_body_that_is_none_is_not_written(string json)
    {
        var bad = new VconOutBody(VconPartKind.Dialog, 0, "json", Encoding.UTF8.GetBytes(json));
        await Assert.ThrowsAsync<VconFormatException>(() => Write(Head + ""","dialog":[{"type":"text"}]""", bad));
    }

    [Fact]
    public async Task The_given_document_is_not_changed()
    {
        var document = (JsonObject)JsonNode.Parse("{" + Head + ""","attachments":[{"purpose":"x"}]}""")!;
        var before = document.ToJsonString();
        await VconWriter.WriteAsync(document, [], new MemoryStream(), Stop);
        Assert.Equal(before, document.ToJsonString());
    }
}
