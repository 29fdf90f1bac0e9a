using System.Text.Json.Nodes;

namespace Kluis.Vcon.Tests;

public class WildTests
{
    static VconPart Dialog(string members, out VconReading reading)
    {
        reading = Sample.With("\"parties\":[{},{}],\"dialog\":[{" + members + "},{}]");
        Assert.Null(reading.Refusal);
        return reading.Vcon!.Parts[0];
    }

    static VconPart Recording(string members, out VconReading reading) => Dialog(
        """ "type":"recording","start":"2026-01-02T03:04:05Z","mediatype":"audio/wav",""" + members, out reading);

    static string Json(VconPart part, string name) => part.Fields[name]!.ToJsonString();

    [Fact]
    public void A_sound_conversation_has_no_findings()
    {
        var part = Recording(""" "parties":[0,1],"encoding":"base64url","body":"AAEC" """, out var reading);
        Assert.Empty(reading.Findings);
        Assert.Equal([0, 1, 2], part.Body!.Inline);
        Assert.Equal("019f15a6-a752-826f-b9a2-279e0d16bc46", reading.Vcon!.Uuid);
        Assert.Equal(2026, reading.Vcon.CreatedAt!.Value.Year);
    }

    [Theory]
    [InlineData("2026-07-01T12:00:00", "2026-07-01T12:00:00+02:00", "vcon.date-without-zone")]
    [InlineData("2026-01-01 12:00:00.5", "2026-01-01T12:00:00.5+01:00", "vcon.date-without-zone")]
    [InlineData("2026-01-01T12:00:00Z", "2026-01-01T12:00:00+00:00", null)]
    [InlineData("2026-01-01T12:00:00.123456789Z", "2026-01-01T12:00:00.1234567+00:00", null)]
    [InlineData("2026-01-01T12:00:00-0330", "2026-01-01T12:00:00-03:30", null)]
    [InlineData("2026-01-01 12:00Z", "2026-01-01T12:00:00+00:00", null)]
    [InlineData("2026-02-30T12:00:00Z", null, "vcon.date-unreadable")]
    [InlineData("2026-01-01T25:00:00Z", null, "vcon.date-unreadable")]
    [InlineData("0001-01-01T00:00:00", null, "vcon.date-unreadable")]
    [InlineData("0001-01-01T00:00:00+14:00", null, "vcon.date-unreadable")]
    [InlineData("9999-12-31T23:59:59-14:00", null, "vcon.date-unreadable")]
    [InlineData("2026-01-01T12:00:00+99:99", null, "vcon.date-unreadable")]
    [InlineData("yesterday", null, "vcon.date-unreadable")]
    public void Dates_are_read_as_far_as_they_make_sense(string text, string? expected, string? code)
    {
        var part = Dialog($"\"type\":\"text\",\"mediatype\":\"text/plain\",\"encoding\":\"none\",\"body\":\"x\",\"start\":\"{text}\"", out var reading);
        Assert.Equal(expected, part.Start is { } start ? Dates.Text(start) : null);
        Assert.Equal(code, reading.Findings.FirstOrDefault(f => f.Path == "$.dialog[0].start" && f.Code.StartsWith("vcon.date", StringComparison.Ordinal))?.Code);
        Assert.True(part.Start is null || Dates.IsStrict(part.Fields["start"]!.GetValue<string>()) || code is not null);
    }

    [Fact]
    public void A_zoneless_date_is_taken_in_the_zone_of_the_source()
    {
        var reader = new VconReader(new VconLimits(), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
        reader.Feed("""{"parties":[{}],"created_at":"2026-07-01T12:00:00"}"""u8);
        Assert.Equal(TimeSpan.FromHours(-4), reader.Complete().Vcon!.CreatedAt!.Value.Offset);
    }

    [Fact]
    public void An_epoch_is_a_date_too()
    {
        var part = Recording(""" "created":1,"party_history":[{"party":0,"time":1750000000,"event":"join"}]""", out _);
        Assert.Equal("2025-06-15T15:06:40+00:00", part.Fields["party_history"]![0]!["time"]!.GetValue<string>());
    }

    [Fact]
    public void Old_names_become_current_ones()
    {
        var reading = Sample.With("""
            "appended":{"uuid":"019F15A6-A752-826F-B9A2-279E0D16BC46"},"must_support":["CC"],"group":[],"redacted":{},
            "parties":[{"email":"a@example.com","meta":{"role":"agent","x":1}},{"mailto":"mailto:b@example.com","email":"c@example.com"}],
            "dialog":[{"type":"transfer","start":"2026-01-02T03:04:05Z","transferee":0,"transfer-target":1,"target-dialog":0,"session_id":"a1;remote=b2"}],
            "analysis":[{"type":"summary","vendor":"v","schema_version":"2","mimetype":"text/plain","encoding":"none","body":"short"}],
            "attachments":[{"type":"tags","start":"2026-01-02T03:04:05Z","party":0,"dialog":0,"encoding":"json","body":["a"]}]
            """);
        Assert.Null(reading.Refusal);
        Assert.True(JsonNode.DeepEquals(reading.Vcon!.Document, JsonNode.Parse("""
            {"vcon":"0.4.0","uuid":"019f15a6-a752-826f-b9a2-279e0d16bc46","created_at":"2026-01-02T03:04:05Z",
            "amended":{"uuid":"019f15a6-a752-826f-b9a2-279e0d16bc46"},"critical":["CC"],"extensions":["CC"],
            "parties":[{"mailto":"a@example.com","role":"agent","meta":{"x":1}},{"mailto":"mailto:b@example.com"}],
            "dialog":[{"type":"transfer","start":"2026-01-02T03:04:05Z","transferee":0,"transfer_target":1,"target_dialog":0,"session_id":{"local":"a1","remote":"b2"}}],
            "analysis":[{"type":"summary","vendor":"v","schema":"2","mediatype":"text/plain"}],
            "attachments":[{"purpose":"tags","start":"2026-01-02T03:04:05Z","party":0,"dialog":0}]}
            """)), reading.Vcon.Document.ToJsonString());
        Assert.All(reading.Findings, f => Assert.Equal("vcon.legacy-field", f.Code));
        Assert.Equal("b@example.com", reading.Vcon.Parties[1].MailTo);
        Assert.Equal("tags", reading.Vcon.Parts[2].Type);
    }

    [Theory]
    [InlineData(""" "content_hash":"SHA-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" """)]
    [InlineData(""" "content_hash":["sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"]""")]
    [InlineData(""" "alg":"SHA-256","signature":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" """)]
    public void Hashes_come_in_one_form(string members)
    {
        var part = Recording(""" "url":"https://example.com/a",""" + members, out _);
        Assert.Equal("sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", Assert.Single(part.Link!.ContentHashes));
    }

    [Theory]
    [InlineData("sha512-AAAA")]
    [InlineData("md5-AAAA")]
    [InlineData("sha512-!!!!")]
    [InlineData("sha512-GLy6IPaIUM1GqzZqfIPZlWjaDsNgNvZM0iCONNThnH0a75fhUM6cYzLZ5GynSURREvZwmOh54-2lRRieyj82UQ%")]
    [InlineData("")]
    public void A_hash_that_is_none_is_told(string hash)
    {
        var part = Recording($"\"url\":\"https://example.com/a\",\"content_hash\":\"{hash}\"", out var reading);
        Assert.Empty(part.Link!.ContentHashes);
        Assert.Contains(new VconFinding("vcon.hash-unreadable", "$.dialog[0].content_hash"), reading.Findings);
        Assert.Contains(new VconFinding("vcon.hash-missing", "$.dialog[0].content_hash"), reading.Findings);
    }

    [Theory]
    [InlineData("base64url", "text/plain", "QQ", "base64url", "A")]
    [InlineData("base64", "text/plain", "QQ==", "base64url", "A")]
    [InlineData("none", "audio/wav", "QQ", "none", "QQ")]
    [InlineData("text", "text/plain", "QQ", "none", "QQ")]
    [InlineData("json", "application/json", "[1]", "none", "[1]")]
    [InlineData(null, "audio/wav", "QQ", "base64url", "A")]
    [InlineData(null, "text/plain", "QQ", "none", "QQ")]
    public void Encodings_are_settled(string? stated, string media, string raw, string encoding, string content)
    {
        var clause = stated is null ? "" : $",\"encoding\":\"{stated}\"";
        var part = Dialog($"\"type\":\"text\",\"start\":\"2026-01-02T03:04:05Z\",\"mediatype\":\"{media}\",\"body\":\"{raw}\"{clause}", out var reading);
        Assert.Equal(encoding, part.Body!.Encoding);
        Assert.Equal(content, System.Text.Encoding.UTF8.GetString(part.Body.Inline!));
        Assert.Equal(stated != encoding, reading.Findings.Count == 1);
        Assert.False(part.Fields.ContainsKey("body") || part.Fields.ContainsKey("encoding"));
    }

    [Theory]
    [InlineData("""{"a":[1,"body"]}""")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("true")]
    public void A_native_body_is_json(string body)
    {
        var part = Recording("\"encoding\":\"none\",\"body\":" + body, out var reading);
        Assert.Equal("json", part.Body!.Encoding);
        Assert.Equal(body, System.Text.Encoding.UTF8.GetString(part.Body.Inline!));
        Assert.Contains(new VconFinding("vcon.encoding-wrong", "$.dialog[0].encoding"), reading.Findings);
    }

    [Fact]
    public void A_number_for_a_body_does_not_name_another_body()
    {
        var reading = Sample.With(""" "dialog":[{"body":"secret","encoding":"none"},{"body":0,"encoding":"none"},{"\u0062ody":"0","encoding":"none"}]""");
        Assert.Equal(["secret", "0", "0"],
            reading.Vcon!.Parts.Select(p => System.Text.Encoding.UTF8.GetString(p.Body!.Inline!)));
    }

    [Fact]
    public void Text_of_that_name_elsewhere_stays_as_it_is()
    {
        var reading = Sample.With(""" "parties":[{"body":"p"}],"x":{"y":{"body":"q"}},"z":[{"body":"r"}],"dialog":[{"meta":{"body":"s"}}]""");
        var document = reading.Vcon!.Document;
        Assert.Equal("p", document["parties"]![0]!["body"]!.GetValue<string>());
        Assert.Equal("q", document["x"]!["y"]!["body"]!.GetValue<string>());
        Assert.Equal("r", document["z"]![0]!["body"]!.GetValue<string>());
        Assert.Equal("s", document["dialog"]![0]!["meta"]!["body"]!.GetValue<string>());
    }

    [Fact]
    public void Unknown_references_are_dropped_and_channels_keep_their_place()
    {
        var part = Recording(""" "parties":[0,7,[1,9],null,-1,0.5,1.0,"0"],"originator":4,"recording_set":1""", out var reading);
        Assert.Equal("[0,null,[1],null,null,null,1,null]", Json(part, "parties"));
        Assert.Equal([0, 1], part.Parties);
        Assert.False(part.Fields.ContainsKey("originator"));
        Assert.Equal(1, part.Fields["recording_set"]!.GetValue<int>());
        Assert.Equal(6, Sample.Codes(reading).Count(c => c == "vcon.reference-unknown"));
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("[1]", "[1]")]
    [InlineData("[[0],[1,0]]", "[[0],[1,0]]")]
    public void Every_form_of_parties_is_kept(string parties, string expected)
    {
        var part = Recording($"\"parties\":{parties}", out _);
        Assert.Equal(expected, Json(part, "parties"));
    }

    [Theory]
    [InlineData(""" "body":"hi" """, "text")]
    [InlineData(""" "mediatype":"audio/ogg" """, "recording")]
    [InlineData(""" "type":"video","mediatype":"video/ogg" """, "recording")]
    [InlineData(""" "transferee":0""", "transfer")]
    [InlineData(""" "recordings":[1]""", "recording-set")]
    [InlineData(""" "disposition":"busy" """, "incomplete")]
    public void The_type_of_a_dialog_is_guessed_with_a_finding(string members, string type)
    {
        var part = Dialog(members, out var reading);
        Assert.Equal(type, part.Type);
        Assert.Contains(new VconFinding("vcon.dialog-type-guessed", "$.dialog[0].type"), reading.Findings);
    }

    [Fact]
    public void An_empty_placeholder_is_left_alone()
    {
        var reading = Sample.With(""" "parties":[{},{"name":"x"}],"dialog":[{},null,7]""");
        Assert.All(reading.Vcon!.Parts, p => Assert.Empty(p.Fields));
        Assert.Equal([new("vcon.not-an-object", "$.dialog[1]"), new("vcon.not-an-object", "$.dialog[2]")], reading.Findings);
    }

    [Theory]
    [InlineData(""" "type":"recording" """, "vcon.start-missing", ".start")]
    [InlineData(""" "type":"recording" """, "vcon.content-missing", "")]
    [InlineData(""" "type":"incomplete" """, "vcon.disposition-missing", ".disposition")]
    [InlineData(""" "type":"incomplete","disposition":"ate it" """, "vcon.field-unreadable", ".disposition")]
    [InlineData(""" "type":"incomplete","disposition":"NO ANSWER" """, "vcon.field-converted", ".disposition")]
    [InlineData(""" "url":"http://example.com/a" """, "vcon.url-not-https", ".url")]
    [InlineData(""" "url":"not a url" """, "vcon.field-unreadable", ".url")]
    [InlineData(""" "url":"https://example.com/a","body":"x" """, "vcon.body-and-url", "")]
    [InlineData(""" "body":"x" """, "vcon.mediatype-missing", ".mediatype")]
    [InlineData(""" "body":"!","encoding":"base64url" """, "vcon.body-unreadable", ".body")]
    [InlineData(""" "duration":-1""", "vcon.field-unreadable", ".duration")]
    [InlineData(""" "duration":1e999""", "vcon.field-unreadable", ".duration")]
    [InlineData(""" "duration":"33.5" """, "vcon.field-converted", ".duration")]
    [InlineData(""" "filename":17""", "vcon.field-converted", ".filename")]
    [InlineData(""" "filename":{"a":1}""", "vcon.field-unreadable", ".filename")]
    [InlineData(""" "mediatype":"a\u0007b" """, "vcon.field-unreadable", ".mediatype")]
    [InlineData(""" "session_id":7""", "vcon.field-unreadable", ".session_id")]
    [InlineData(""" "party_history":[{"party":0}]""", "vcon.event-dropped", ".party_history")]
    [InlineData(""" "party_history":7""", "vcon.field-unreadable", ".party_history")]
    public void What_is_odd_in_a_dialog_is_told(string members, string code, string path)
    {
        Dialog(members, out var reading);
        Assert.Contains(new VconFinding(code, "$.dialog[0]" + path), reading.Findings);
    }

    [Theory]
    [InlineData(""" "uuid":"x" """, "vcon.uuid-unreadable", "$.uuid")]
    [InlineData(""" "subject":"s" """, "vcon.uuid-missing", "$.uuid")]
    [InlineData(""" "subject":"s" """, "vcon.version-missing", "$.vcon")]
    [InlineData(""" "subject":"s" """, "vcon.created-at-missing", "$.created_at")]
    [InlineData(""" "redacted":{"uuid":"019f15a6-a752-826f-b9a2-279e0d16bc46"}""", "vcon.type-missing", "$.redacted.type")]
    [InlineData(""" "amended":{"url":"https://example.com/a"}""", "vcon.prior-url-dropped", "$.amended")]
    [InlineData(""" "amended":7""", "vcon.field-unreadable", "$.amended")]
    [InlineData(""" "extensions":[7]""", "vcon.field-unreadable", "$.extensions")]
    public void What_is_odd_at_the_top_is_told(string members, string code, string path) =>
        Assert.Contains(new VconFinding(code, path), Sample.Read("{\"parties\":[{}]," + members + "}").Findings);

    [Fact]
    public void A_uuid_that_is_none_is_kept_null()
    {
        var reading = Sample.Read("""{"parties":[{}],"uuid":"call 17"}""");
        Assert.Null(reading.Vcon!.Uuid);
        Assert.False(reading.Vcon.Document.ContainsKey("uuid"));
    }

    [Fact]
    public void Session_ids_become_objects_in_every_form()
    {
        Assert.Equal("""{"local":"a"}""", Json(Recording(""" "session_id":"a" """, out _), "session_id"));
        Assert.Equal("""[{"local":"a"},{},[{"local":"b"}]]""",
            Json(Recording(""" "session_id":["a",null,[{"local":"b","remote":7}]]""", out _), "session_id"));
    }

    [Fact]
    public void A_folded_media_type_comes_on_one_line() => Assert.Equal("multipart/mixed; boundary=\"a b\"",
        Dialog(""" "type":"text","mediatype":"multipart/mixed; \n\tboundary=\"a b\"" """, out _).MediaType);

    [Fact]
    public void Findings_have_an_end()
    {
        var reading = Sample.With("\"parties\":[{}],\"dialog\":[{\"parties\":[" + string.Join(',', Enumerable.Repeat(9, 5000)) + "]}]");
        Assert.Equal(1001, reading.Findings.Count);
        Assert.Equal("vcon.findings-cut", reading.Findings[^1].Code);
    }

    [Fact]
    public void Findings_and_refusals_say_nothing_of_the_input()
    {
        const string secret = "Zonnebloem";
        var odd = Sample.Read($$"""
            {"uuid":"{{secret}}","created_at":"{{secret}}","{{secret}}":1,"amended":"{{secret}}","extensions":{"{{secret}}":1},
            "parties":[{"{{secret}}":[],"tel":["{{secret}}"]},"{{secret}}"],"dialog":[{"type":"{{secret}}","start":"{{secret}}",
            "parties":["{{secret}}"],"url":"{{secret}}","content_hash":"{{secret}}","disposition":"{{secret}}","encoding":"{{secret}}","body":"x"}]}
            """);
        Assert.Null(odd.Refusal);
        Assert.NotEmpty(odd.Findings);
        Assert.DoesNotContain(odd.Findings, f => f.ToString().Contains(secret, StringComparison.Ordinal));
        foreach (var json in new[]
        {
            $$"""{"parties":[{}],"{{secret}}":1,"{{secret}}":2}""", $$"""{"parties":[{{secret}}]}""",
            $$"""{"parties":[{}],"vcon":"{{secret}}"}""", $$"""{"parties":[{}],"critical":["{{secret}}"]}""",
        })
        {
            var refused = Sample.Read(json);
            Assert.NotNull(refused.Refusal);
            Assert.DoesNotContain(secret, refused.Detail);
        }
    }
}
