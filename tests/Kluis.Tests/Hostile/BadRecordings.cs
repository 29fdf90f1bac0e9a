using System.Text;
using System.Text.Json.Nodes;
using static Kluis.Tests.Hostile.BadRequest;

namespace Kluis.Tests.Hostile;

/// <summary>Recordings that must be refused. Each carries the known people, so that a leak is seen.</summary>
static class BadRecordings
{
    const string Path = "/api/v1/recordings";
    static readonly byte[] Sound = Sounds.Wav(6, 1);

    public static IEnumerable<BadRequest> All(Guid activity) => [.. Envelopes(activity), .. Metadata(activity), .. SoundOf(activity)];

    static IEnumerable<BadRequest> Envelopes(Guid activity)
    {
        var metadata = Told.Call(activity).ToJsonString();
        yield return Post("no body", Path, null, 415, "request.unsupported-type");
        yield return Post("json instead of multipart", Path, Text(metadata, "application/json"), 415, "request.unsupported-type");
        yield return Post("multipart without a boundary", Path, Text(metadata, "multipart/form-data"), 415, "request.unsupported-type");
        yield return Post("a boundary of 201 characters", Path, Text(metadata, "multipart/form-data; boundary=" + new string('b', 201)), 415, "request.unsupported-type");
        yield return Post("an empty multipart", Path, Text("", "multipart/form-data; boundary=b"), 400, "request.truncated");
        yield return Post("a multipart that ends at once", Path, Text("--b--\r\n", "multipart/form-data; boundary=b"), 400, "recording.metadata-first");
        yield return Post("the recording first", Path, Calls.Form(("recording", Known.FileName, new ByteArrayContent(Sound)), ("metadata", null, Calls.Json(metadata))), 400, "recording.metadata-first");
        yield return Post("metadata alone", Path, Calls.Form(("metadata", null, Calls.Json(metadata))), 400, "recording.missing");
        yield return Post("a part without a name", Path, Text($"--b\r\n\r\n{metadata}\r\n--b--\r\n", "multipart/form-data; boundary=b"), 400, "recording.metadata-first");
        yield return Post("cut off in the sound", Path, Text(Multipart(metadata) + "RIFF", "multipart/form-data; boundary=b"), 400, "request.truncated");
        yield return Post("cut off before the last boundary", Path, Bytes([.. Encoding.UTF8.GetBytes(Multipart(metadata)), .. Sound], "multipart/form-data; boundary=b"), 400, "request.truncated");
        yield return Post("cut off in the metadata", Path, Text($"--b\r\nContent-Disposition: form-data; name=metadata\r\n\r\n{metadata[..50]}", "multipart/form-data; boundary=b"), 400, "request.truncated");
        foreach (var (name, after) in new[] { ("words", Known.Said), ("one byte", "x"), ("a zero", "\0"), ("a part", "--b\r\n\r\nx\r\n--b--\r\n"), ("10 KB", new string('x', 10_000)), ("10 MB", new string('x', 10_000_000)) })
            yield return Post($"{name} after the last boundary", Path, Bytes([.. Encoding.UTF8.GetBytes(Multipart(metadata)), .. Sound, .. "\r\n--b--\r\n"u8, .. Encoding.UTF8.GetBytes(after)], "multipart/form-data; boundary=b"), 400, "request.malformed");
        yield return Post("words on the line of the last boundary", Path, Bytes([.. Encoding.UTF8.GetBytes(Multipart(metadata)), .. Sound, .. "\r\n--b--x\r\n"u8], "multipart/form-data; boundary=b"), 400, null);
        yield return Post("seventeen headers on a part", Path, Text("--b\r\n" + string.Concat(Enumerable.Range(0, 17).Select(i => $"X-{i}: z\r\n")) + "\r\n\r\n--b--", "multipart/form-data; boundary=b"), 400, "request.malformed");
        yield return Post("a header of 10 KB on a part", Path, Text($"--b\r\nX: {new string('x', 10_000)}\r\n\r\n\r\n--b--", "multipart/form-data; boundary=b"), 400, "request.malformed");
        yield return Post("a third part that nobody asked for", Path, Calls.Form(
            ("metadata", null, Calls.Json(metadata)), ("recording", "a.wav", new ByteArrayContent(Sound)), ("recording", "b.wav", new ByteArrayContent(Sound))), 400, "request.malformed");
    }

    static IEnumerable<BadRequest> Metadata(Guid activity)
    {
        JsonObject Call(string start = Told.Start) => Told.Call(activity, start);
        foreach (var (name, json, status, code) in new (string, string, int, string)[]
        {
            ("nothing", "", 400, "request.malformed"),
            ("no json", Known.CustomerName, 400, "request.malformed"),
            ("an array", "[]", 400, "request.malformed"),
            ("null", "null", 400, "request.malformed"),
            ("an unknown field", Call().With("nmae", Known.CustomerName).ToJsonString(), 400, "request.malformed"),
            ("an unknown field of a party", Call().With("parties", new JsonArray(Told.Customer().With("x", 1))).ToJsonString(), 400, "request.malformed"),
            ("a number as start", Call().With("start", 5).ToJsonString(), 400, "request.malformed"),
            ("no start", Call().Without("start").ToJsonString(), 400, "request.malformed"),
            ("a start in 1850", Call("1850-01-01T00:00:00Z").ToJsonString(), 400, "request.malformed"),
            ("a start in 9999", Call("9999-01-01T00:00:00Z").ToJsonString(), 400, "request.malformed"),
            ("a start without a day", Call(Known.CustomerName).ToJsonString(), 400, "request.malformed"),
            ("an activity that is no id", Call().With("activity", Known.CustomerNumber).ToJsonString(), 400, "request.malformed"),
            ("a duration below zero", Call().With("duration", -1).ToJsonString(), 400, "request.malformed"),
            ("a duration without end", Call().ToJsonString()[..^1] + ",\"duration\":1e308}", 400, "request.malformed"),
            ("a direction of its own", Call().With("direction", "up").ToJsonString(), 400, "request.malformed"),
            ("a field twice", Call().ToJsonString()[..^1] + ",\"queue\":\"x\"}", 400, "request.malformed"),
            ("a queue of 101 characters", Call().With("queue", new string('q', 101)).ToJsonString(), 400, "request.malformed"),
            ("a name of 10 MB", Call().With("parties", new JsonArray(new JsonObject { ["name"] = new string('n', 10_000_000) })).ToJsonString(), 413, "request.too-large"),
            ("a name of 255 characters", Call().With("parties", new JsonArray(new JsonObject { ["name"] = new string('n', 255) })).ToJsonString(), 400, "request.malformed"),
            ("101 parties", Call().With("parties", new JsonArray([.. Enumerable.Range(0, 101).Select(_ => new JsonObject())])).ToJsonString(), 400, "request.malformed"),
            ("a party that is nothing", Call().With("parties", new JsonArray((JsonNode?)null)).ToJsonString(), 400, "request.malformed"),
            ("a choice that is nothing", Call().With("menuChoices", new JsonArray((JsonNode?)null)).ToJsonString(), 400, "request.malformed"),
            ("50 levels", Call().ToJsonString()[..^1] + ",\"menuChoices\":" + Nested(50) + "}", 400, "request.too-deep"),
            ("10,000 levels", Nested(10_000), 400, "request.too-deep"),
            ("a zero character in the queue", Call().With("queue", "a\0b").ToJsonString(), 400, "request.malformed"),
            ("a zero character in the agent id", Call().With("agentId", "\0").ToJsonString(), 400, "request.malformed"),
            ("a zero character in a role", Call().With("parties", new JsonArray(Told.Customer().With("role", "a\0"))).ToJsonString(), 400, "request.malformed"),
            ("half a character", Call().ToJsonString()[..^1] + ",\"disposition\":\"\\ud800\"}", 400, "request.malformed"),
            ("bytes that are no text", "", 400, "request.malformed"),
        })
        {
            var bytes = name == "bytes that are no text" ? [0xff, 0xfe, 0x00, 0xd8] : Encoding.UTF8.GetBytes(json);
            yield return Post($"metadata: {name}", Path, Calls.Form(("metadata", null, new ByteArrayContent(bytes)), ("recording", "a.wav", new ByteArrayContent(Sound))), status, code);
        }
    }

    static IEnumerable<BadRequest> SoundOf(Guid activity)
    {
        byte[] unsound = [.. "RIFF\0\0\0\0WAVEfmt "u8, 16, 0, 0, 0, .. new byte[16], .. "data"u8, 9, 0, 0, 0, .. new byte[9]];
        foreach (var (name, bytes, code) in new (string, byte[], string)[]
        {
            ("nothing", [], "recording.empty"),
            ("a header alone", Sounds.WaveHeader(16_000), "recording.empty"),
            ("a header that promises nothing", Sounds.WaveHeader(0), "recording.unreadable"),
            ("half a header", Sounds.WaveHeader(16_000)[..30], "recording.unreadable"),
            ("a rate of zero", unsound, "recording.unreadable"),
            ("text", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Known.Said, 5000))), "recording.unreadable"),
            ("a page", Encoding.UTF8.GetBytes("<html><script>alert(1)</script>"), "recording.unreadable"),
            ("a picture", [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, .. new byte[100]], "recording.unreadable"),
            ("zeros", new byte[200_000], "recording.unreadable"),
            ("an Ogg that holds no sound", [.. "OggS"u8, .. new byte[300]], "recording.unreadable"),
            ("one byte", [0xff], "recording.unreadable"),
        })
        {
            yield return Post($"sound: {name}", Path, Calls.Form(("metadata", null, Calls.Json(Told.Call(activity).ToJsonString())), ("recording", "../../a.wav", new ByteArrayContent(bytes))), 422, code);
        }
    }

    static string Multipart(string metadata) =>
        $"--b\r\nContent-Disposition: form-data; name=metadata\r\n\r\n{metadata}\r\n--b\r\nContent-Disposition: form-data; name=recording; filename=\"{Known.FileName}\"\r\n\r\n";
}
