using System.Text;
using System.Text.Json.Nodes;
using static Kluis.Tests.Hostile.BadRequest;

namespace Kluis.Tests.Hostile;

/// <summary>vCons that must be refused.</summary>
static class BadVcons
{
    const string Path = "/api/v1/conversations", Type = "application/vcon";

    public static IEnumerable<BadRequest> All(Guid activity) =>
        new[] { Envelopes(), Documents(), Members() }.SelectMany(each => each).Select(each => each with { Header = each.Header ?? ("Kluis-Activity", activity.ToString()) });

    static IEnumerable<BadRequest> Envelopes()
    {
        var chat = Encoding.UTF8.GetBytes(Told.Chat().ToJsonString());
        var packed = Calls.Packed(chat);
        yield return Post("no type", Path, Bytes(chat, null), 415, "request.unsupported-type");
        yield return Post("a wrong type", Path, Bytes(chat, "text/plain"), 415, "request.unsupported-type");
        yield return Post("a type that is none", Path, Bytes(chat, Known.CustomerName), 415, "request.unsupported-type");
        yield return Post("an unknown packing", Path, Bytes(chat, Type, "br"), 415, "request.unsupported-type");
        yield return Post("packed twice", Path, Bytes(Calls.Packed(packed), Type, "gzip"), 400, "request.malformed");
        yield return Post("said to be packed", Path, Bytes(chat, Type, "gzip"), 400, "request.malformed");
        yield return Post("half of a packed one", Path, Bytes(packed[..(packed.Length / 2)], "application/vcon+gzip"), 400, null);
        yield return Post("a gzip bomb of one gigabyte", Path, Bytes(Bomb("{\"x\":\"", 1024), "application/vcon+gzip"), 413, "vcon.too-large");
        yield return Post("a body of 65 MB", Path, Bytes(Bomb("{\"vcon\":\"0.4.0\",\"dialog\":[{\"type\":\"recording\",\"body\":\"", 65), "application/vcon+gzip"), 413, "vcon.too-large");
        yield return Post("a multipart without the vcon", Path, Calls.Form(("file", "a.mp3", new ByteArrayContent(Sounds.Mp3(1, 1)))), 400, "request.malformed");
        yield return Post("a part vcon that is text", Path, Calls.Form(("vcon", null, Text("{}", "text/plain"))), 415, "request.unsupported-type");
        yield return Post("cut off in a file", Path, Bytes(CutOff(), "multipart/form-data; boundary=b"), 400, "request.truncated");
        yield return Post("an activity that is no id", Path, Bytes(chat, Type), 422, "activity.unknown") with { Header = ("Kluis-Activity", Known.CustomerName) };
    }

    static IEnumerable<BadRequest> Documents()
    {
        foreach (var (name, text, status, code) in new (string, string, int, string)[]
        {
            ("nothing", "", 400, "request.truncated"),
            ("an open brace", "{", 400, "request.truncated"),
            ("no json", Known.CustomerName, 400, "request.malformed"),
            ("an array", "[]", 422, "vcon.invalid"),
            ("a text", $"\"{Known.Said}\"", 422, "vcon.invalid"),
            ("null", "null", 422, "vcon.invalid"),
            ("another json", """{"text":"x"}""", 422, "vcon.invalid"),
            ("a key twice", Chat()[..^1] + ",\"parties\":[]}", 400, "request.malformed"),
            ("two documents", Chat() + Chat(), 400, "request.malformed"),
            ("50 levels", Chat()[..^1] + ",\"x\":" + Nested(50) + "}", 400, "request.too-deep"),
            ("100,000 levels", Chat()[..^1] + ",\"x\":" + Nested(100_000, "{\"a\":", "}") + "}", 400, "request.too-deep"),
            ("a subject of 10 MB", Told.Chat().With("subject", new string('s', 10_000_000)).ToJsonString(), 413, "vcon.too-large"),
            ("1,001 parties", Told.Chat().With("parties", Many(1001)).ToJsonString(), 413, "vcon.too-large"),
            ("10,001 dialogs", Told.Chat().With("dialog", Many(10_001)).ToJsonString(), 413, "vcon.too-large"),
            ("half a character", Chat()[..^1] + ",\"subject\":\"\\ud800\"}", 400, "request.malformed"),
        })
        {
            yield return Post($"vcon: {name}", Path, Text(text, Type), status, code);
        }
        yield return Post("vcon: bytes that are no text", Path, Bytes([.. "{\"vcon\":\""u8, 0xc3, 0x28, .. "\"}"u8], Type), 400, "request.malformed");
        yield return Post("vcon: another encoding", Path, Bytes(Encoding.Unicode.GetBytes(Chat()), Type), 400, "request.malformed");
    }

    static IEnumerable<BadRequest> Members()
    {
        foreach (var (name, vcon, code) in new (string, JsonObject, string)[]
        {
            ("a recording without sound", Told.CallVcon([]), "recording.empty"),
            ("a body that is not its encoding", Dialog("body", "@@@" + Known.Said), "vcon.body-unreadable"),
            ("a body cut in a group", Dialog("body", "A"), "vcon.body-unreadable"),
            ("a start in 9999", Dialog("start", "9999-12-31T23:59:59Z"), "vcon.invalid"),
            ("a start in 1", Dialog("start", "0001-01-01T00:00:00Z"), "vcon.invalid"),
            ("a zero character in an agent id", Party("agent_id", "a\0b"), "vcon.invalid"),
            ("a zero character in a role", Party("role", "\0"), "vcon.invalid"),
            ("an agent id of 100 KB", Party("agent_id", Noise(100_000)), "vcon.invalid"),
            ("a role of 100 KB", Party("role", Noise(100_000)), "vcon.invalid"),
        })
        {
            yield return Post($"vcon: {name}", Path, Text(vcon.ToJsonString(), Type), 422, code);
        }
    }

    static string Chat() => Told.Chat().ToJsonString();

    static JsonArray Many(int count) => [.. Enumerable.Range(0, count).Select(_ => new JsonObject())];

    static JsonObject Dialog(string key, JsonNode value)
    {
        var vcon = Told.CallVcon(Sounds.Wav(6, 2));
        vcon["dialog"]![0]![key] = value;
        return vcon;
    }

    static JsonObject Party(string key, JsonNode value)
    {
        var vcon = Told.CallVcon(Sounds.Wav(6, 3));
        vcon["parties"]![0]![key] = value;
        return vcon;
    }

    static string Noise(int length)
    {
        var random = new Random(length);
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next('a', 'z')));
    }

    static byte[] CutOff()
    {
        var head = $"--b\r\nContent-Disposition: form-data; name=vcon\r\nContent-Type: application/vcon\r\n\r\n{Told.LinkedCall("https://pbx.example/1.mp3", null).ToJsonString()}"
            + "\r\n--b\r\nContent-Disposition: form-data; name=f; filename=1.mp3\r\n\r\n";
        return [.. Encoding.UTF8.GetBytes(head), .. Sounds.Mp3(500, 1)];
    }

    static byte[] Bomb(string start, int megabytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.ASCII.GetBytes(start));
            var block = Encoding.ASCII.GetBytes(new string('a', 1 << 20));
            for (var i = 0; i < megabytes; i++)
                gzip.Write(block);
        }
        return packed.ToArray();
    }
}
