using System.Buffers.Text;
using System.Text.Json;

namespace Kluis.Vcon;

/// <summary>Writes <c>encoding</c> and <c>body</c> of a part, a block at a time.</summary>
sealed class BodyWriter(Utf8JsonWriter writer)
{
    const int MostJson = 4 << 20;

    // A multiple of three, so that only the last block of base64 may be uneven.
    readonly byte[] block = new byte[24 * 1024];
    readonly byte[] symbols = new byte[32 * 1024];

    public async Task WriteAsync(VconOutBody? body, CancellationToken stop)
    {
        if (body is null)
        {
            return;
        }
        writer.WriteString("encoding", body.Encoding);
        writer.WritePropertyName("body");
        await using var content = await body.Open(stop);
        if (body.Encoding == "json")
        {
            await Json(content, stop);
        }
        else
        {
            await Text(content, body.Encoding == "base64url", stop);
        }
    }

    async Task Text(Stream content, bool base64, CancellationToken stop)
    {
        int read;
        do
        {
            read = await content.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, stop);
            Segment(block.AsSpan(0, read), base64, last: read < block.Length);
            await writer.FlushAsync(stop);
        }
        while (read == block.Length);
    }

    void Segment(ReadOnlySpan<byte> bytes, bool base64, bool last)
    {
        if (base64)
        {
            bytes = symbols.AsSpan(0, Base64Url.EncodeToUtf8(bytes, symbols));
        }
        writer.WriteStringValueSegment(bytes, last);
    }

    async Task Json(Stream content, CancellationToken stop)
    {
        var all = new MemoryStream();
        int read;
        while ((read = await content.ReadAsync(block, stop)) > 0)
        {
            all.Write(block.AsSpan(0, read));
            if (all.Length > MostJson)
            {
                throw Completion.Invalid("body");
            }
        }
        try
        {
            writer.WriteRawValue(all.GetBuffer().AsSpan(0, (int)all.Length));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Completion.Invalid("body");
        }
    }
}
