using System.Text;
using System.Text.Json;

namespace Kluis.Vcon.Tests;

public class BodyStreamTests
{
    /// <summary>Gives its bytes a few at a time, as a sealed object or a network does.</summary>
    sealed class Trickle(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(step, buffer.Length)]);
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }

    static byte[] Decode(string raw, string encoding, int step = int.MaxValue)
    {
        using var stream = VconBodyStream.Open(new Trickle(Encoding.UTF8.GetBytes(raw), step), encoding);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Text_is_unescaped_in_pieces_of_any_size(int step)
    {
        var text = string.Concat(Enumerable.Repeat("a\"\\/\b\f\n\r\t\u0001é€😀\u2028x", 3000));
        var escaped = JsonSerializer.Serialize(text)[1..^1];
        Assert.Equal(text, Encoding.UTF8.GetString(Decode(escaped, "none", step)));
        Assert.Equal("😀/A€", Encoding.UTF8.GetString(Decode(@"\uD83D\ude00\/\u0041\u20AC", "none", step)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Base64_of_any_length_is_decoded_in_pieces_of_any_size(int step)
    {
        foreach (var length in new[] { 0, 1, 2, 3, 4, 100, 16383, 16384, 50_001 })
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            var standard = Convert.ToBase64String(bytes);
            foreach (var raw in new[]
            {
                standard, standard.Replace("/", "\\/", StringComparison.Ordinal),
                standard.TrimEnd('=').Replace('+', '-').Replace('/', '_'),
                Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks).Replace("\r\n", "\\r\\n", StringComparison.Ordinal),
            })
            {
                await using var stream = VconBodyStream.Open(new Trickle(Encoding.UTF8.GetBytes(raw), step), "base64url");
                var content = new MemoryStream();
                await stream.CopyToAsync(content, TestContext.Current.CancellationToken);
                Assert.Equal(bytes, content.ToArray());
            }
        }
    }

    [Theory]
    [InlineData("none", "\\")]
    [InlineData("none", "a\\u12")]
    [InlineData("none", "\\ud800")]
    [InlineData("none", "\\ud800a")]
    [InlineData("none", "\\ud800\\n")]
    [InlineData("none", "\\udc00")]
    [InlineData("none", "\\q")]
    [InlineData("none", "\\u00g0")]
    [InlineData("none", "a\"b")]
    [InlineData("none", "a\nb")]
    [InlineData("base64url", "A")]
    [InlineData("base64url", "AAAAA")]
    [InlineData("base64url", "AA!A")]
    [InlineData("base64url", "AA==AA")]
    [InlineData("base64url", "AA\\u00e9A")]
    [InlineData("base64url", "é")]
    public void What_cannot_be_decoded_is_said(string encoding, string raw)
    {
        var whole = Assert.Throws<VconFormatException>(() => Decode(raw, encoding));
        Assert.Equal("vcon.body-unreadable", whole.Code);
        Assert.Throws<VconFormatException>(() => Decode(raw, encoding, 1));
    }

    [Fact]
    public void A_json_body_has_no_stream() => Assert.Throws<ArgumentException>(() => Decode("", "json"));

    [Fact]
    public void The_range_is_closed_with_the_stream()
    {
        var range = new MemoryStream();
        VconBodyStream.Open(range, "none").Dispose();
        Assert.False(range.CanRead);
    }
}
