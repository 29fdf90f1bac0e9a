using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Kluis.Vcon.Tests;

static class Sample
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "testdata");

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder)
        .Where(f => f.EndsWith(".vcon", StringComparison.Ordinal) || f.EndsWith(".vcon.json", StringComparison.Ordinal))
        .Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);

    public static IEnumerable<string> Plain => Names.Except(
        ["ab_call_ext_rec_signed.vcon", "ab_call_ext_rec_encrypted.vcon", "simple-vcon.vcon"]);

    public static VconReading Read(byte[] bytes, int chunk = int.MaxValue, VconLimits? limits = null)
    {
        var reader = new VconReader(limits ?? new VconLimits());
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(chunk, bytes.Length - at);
            reader.Feed(bytes.AsSpan(at, count));
            at += count;
        }
        return reader.Complete();
    }

    public static VconReading Read(string json, VconLimits? limits = null) =>
        Read(Encoding.UTF8.GetBytes(json), limits: limits);

    /// <summary>A sound conversation around what is under test.</summary>
    public static VconReading With(string members) => Read(
        $$"""{"vcon":"0.4.0","uuid":"019f15a6-a752-826f-b9a2-279e0d16bc46","created_at":"2026-01-02T03:04:05Z",{{members}}}""");

    public static string[] Codes(VconReading reading) => [.. reading.Findings.Select(f => f.Code)];

    public static byte[] Content(byte[] document, VconBody body)
    {
        if (body.Encoding == "json")
        {
            return body.Inline!;
        }
        using var stream = VconBodyStream.Open(
            new MemoryStream(document, (int)body.Offset, (int)body.Length), body.Encoding);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    public static async Task<byte[]> Write(byte[] source, Vcon vcon)
    {
        vcon.Document["created_at"] ??= "2026-01-02T03:04:05+00:00";
        var bodies = vcon.Parts.Where(p => p.Body is not null).Select(p => new VconOutBody(
            p.Kind, p.Index, p.Body!.Encoding, Content(source, p.Body))).ToList();
        var to = new MemoryStream();
        await VconWriter.WriteAsync(vcon.Document, bodies, to, TestContext.Current.CancellationToken);
        return to.ToArray();
    }

    /// <summary>Everything a reading says, as text to compare.</summary>
    public static string Tell(VconReading reading)
    {
        var text = new StringBuilder($"{reading.Refusal} {reading.Detail} ");
        text.AppendJoin(';', reading.Findings);
        if (reading.Vcon is { } vcon)
        {
            text.Append(vcon.Document.ToJsonString());
            foreach (var part in vcon.Parts)
            {
                text.Append(CultureInfo.InvariantCulture, $"{part.Kind}{part.Index} {part.Start:O} {part.Duration} {part.Body?.Encoding} ");
                text.Append(CultureInfo.InvariantCulture, $"{part.Body?.Offset} {part.Body?.Length} ");
                text.Append(part.Body?.Inline is { } inline ? Convert.ToHexString(inline) : "-");
            }
        }
        return text.ToString();
    }

    public static JsonNode Parse(byte[] json) => JsonNode.Parse(json)!;
}
