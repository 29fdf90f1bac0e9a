using System.Text;

namespace Kluis.Vcon.Tests;

public class RefusalTests
{
    const string Text = """{"type":"text","start":"2026-01-02T03:04:05Z","mediatype":"text/plain","encoding":"none","body":"X"}""";

    static VconRefusal? Refusal(string json, VconLimits? limits = null) => Sample.Read(json, limits).Refusal;

    static VconRefusal? Body(string raw) => Refusal("""{"parties":[{}],"dialog":[""" + Text.Replace("X", raw) + "]}");

    [Fact]
    public void A_document_cut_anywhere_is_truncated()
    {
        var bytes = Sample.Bytes("ab_email_prob_followup_text_thread.vcon");
        var end = bytes.AsSpan().LastIndexOf((byte)'}');
        for (var length = 0; length <= end; length++)
        {
            Assert.Equal(VconRefusal.Truncated, Sample.Read(bytes[..length]).Refusal);
        }
        Assert.Null(Sample.Read(bytes[..(end + 1)]).Refusal);
    }

    [Theory]
    [InlineData("{}{}")]
    [InlineData("""{"parties":[{}]}}""")]
    [InlineData("""{"parties":[{]}]""")]
    [InlineData("""{"parties":[{}],}""")]
    [InlineData("""{"parties":[{}] "uuid":"x"}""")]
    [InlineData("""{"parties":[{}],"a":"b" "c":1}""")]
    [InlineData("""{"parties":[01]}""")]
    [InlineData("""{"parties":[NaN]}""")]
    [InlineData("""{"parties":[{}]/* no */}""")]
    [InlineData("{'parties':[{}]}")]
    [InlineData("{\"parties\":[{\"name\":\"a\nb\"}]}")]
    [InlineData("{\"parties\":[{\"name\":\"a\0b\"}]}")]
    [InlineData("{\"parties\":[{}]}\0")]
    [InlineData("nul")]
    public void What_is_not_json_is_malformed(string json) => Assert.Equal(VconRefusal.Malformed, Refusal(json));

    [Theory]
    [InlineData("""{"parties":[{}],"parties":[{}]}""")]
    [InlineData("""{"parties":[{"name":"a","n\u0061me":"b"}]}""")]
    [InlineData("""{"dialog":[{"body":"a","body":"b"}]}""")]
    [InlineData("""{"dialog":[{"body":"a","\u0062ody":"b"}]}""")]
    [InlineData("""{"parties":[{}],"x":{"y":[{"z":1,"z":2}]}}""")]
    public void A_key_given_twice_is_malformed(string json) => Assert.Equal(VconRefusal.Malformed, Refusal(json));

    [Theory]
    [InlineData(@"\ud800")]
    [InlineData(@"\ud800x")]
    [InlineData(@"\ud800\n")]
    [InlineData(@"\ud800\ud800")]
    [InlineData(@"\udc00")]
    [InlineData(@"\ud83d\u0041")]
    [InlineData(@"\x41")]
    [InlineData(@"\u12")]
    [InlineData(@"\u12g4")]
    [InlineData(@"\U0041")]
    public void A_bad_escape_is_malformed_wherever_it_stands(string raw)
    {
        Assert.Equal(VconRefusal.Malformed, Body(raw));
        Assert.Equal(VconRefusal.Malformed, Refusal("{\"parties\":[{\"name\":\"" + raw + "\"}]}"));
        Assert.Equal(VconRefusal.Malformed, Refusal("{\"parties\":[{\"" + raw + "\":1}]}"));
    }

    [Theory]
    [InlineData("80")]
    [InlineData("C080")]
    [InlineData("C3")]
    [InlineData("C341")]
    [InlineData("E08080")]
    [InlineData("EDA080")]
    [InlineData("F0808080")]
    [InlineData("F4908080")]
    [InlineData("F5808080")]
    [InlineData("FF")]
    public void Invalid_utf8_is_malformed_wherever_it_stands(string hex)
    {
        var bad = Convert.FromHexString(hex);
        foreach (var (before, after) in new[]
        {
            ("{\"parties\":[{\"name\":\"", "\"}]}"), ("{\"dialog\":[{\"body\":\"", "\"}]}"),
            ("{\"parties\":[{\"", "\":1}]}"), ("{\"parties\":[{}],", "\"a\":1}"),
        })
        {
            byte[] bytes = [.. Encoding.UTF8.GetBytes(before), .. bad, .. Encoding.UTF8.GetBytes(after)];
            Assert.Equal(VconRefusal.Malformed, Sample.Read(bytes).Refusal);
            Assert.Equal(Sample.Tell(Sample.Read(bytes)), Sample.Tell(Sample.Read(bytes, 1)));
        }
    }

    [Fact]
    public void A_byte_order_mark_is_skipped_and_told()
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        var document = Encoding.UTF8.GetBytes("{\"dialog\":[" + Text + "]}");
        byte[] bytes = [.. mark, .. document];
        var reading = Sample.Read(bytes);
        Assert.Contains("vcon.byte-order-mark", Sample.Codes(reading));
        Assert.Equal("X"u8.ToArray(), Sample.Content(bytes, reading.Vcon!.Parts[0].Body!));
        Assert.Equal(VconRefusal.Malformed, Sample.Read([.. mark[..2], .. document]).Refusal);
        Assert.Equal(VconRefusal.Malformed, Sample.Read([.. mark, .. mark, .. document]).Refusal);
    }

    [Fact]
    public void Nesting_has_an_end()
    {
        string Nested(int depth) => "{\"parties\":[{}],\"x\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}";
        Assert.Null(Refusal(Nested(32)));
        Assert.Equal(VconRefusal.TooDeep, Refusal(Nested(33)));
        Assert.Equal(VconRefusal.TooDeep, Refusal(Nested(50)));
        Assert.Equal(VconRefusal.TooDeep, Refusal(new string('[', 1_000_000)));
        Assert.Equal("request.too-deep", VconRefusal.TooDeep.Code());
    }

    [Fact]
    public void A_long_string_is_too_large_unless_it_is_a_body()
    {
        var ten = new string('a', 10 << 20);
        Assert.Equal(VconRefusal.TooLarge, Refusal("{\"parties\":[{\"name\":\"" + ten + "\"}]}"));
        Assert.Equal(VconRefusal.TooLarge, Refusal("{\"parties\":[{\"" + ten + "\":1}]}"));
        Assert.Equal(VconRefusal.TooLarge, Refusal("{\"dialog\":[{\"body\":{\"body\":\"" + ten + "\"}}]}"));
        Assert.Equal(VconRefusal.TooLarge, Refusal("{\"parties\":[{\"body\":\"" + ten + "\"}]}"));
        var reading = Sample.Read("{\"dialog\":[" + Text.Replace("X", ten) + "]}");
        Assert.Equal(10 << 20, reading.Vcon!.Parts[0].Body!.Length);
    }

    [Fact]
    public void A_signed_form_with_a_long_payload_is_read_without_keeping_it()
    {
        var reading = Sample.Read("{\"payload\":\"" + new string('a', 10 << 20) + "\",\"signatures\":[{\"header\":{\"alg\":\"RS256\"},\"signature\":\"AAAA\"}]}");
        Assert.Equal(new BodyRange(12, 10 << 20), reading.Signed!.Payload);
    }

    [Theory]
    [InlineData("""{"payload":"e30","signatures":[]}""", "$.signatures")]
    [InlineData("""{"payload":{},"signatures":[{"header":{"alg":"RS256"},"signature":"AAAA"}]}""", "$.payload")]
    [InlineData("""{"payload":"e30","signatures":[{"header":{},"signature":"AAAA"}]}""", "$.alg")]
    [InlineData("""{"payload":"e30","signatures":[{"protected":"eyJhbGciOiJSUzI1NiIsImNyaXQiOlsiYjY0Il0sImI2NCI6ZmFsc2V9","signature":"AAAA"}]}""", "$.protected")]
    [InlineData("""{"payload":"e30","signatures":[{"protected":"eyJhbGciOiJSUzI1NiJ9","header":{"alg":"ES256"},"signature":"AAAA"}]}""", "$.alg")]
    [InlineData("""{"payload":"e30","signatures":[{"protected":"bm90IGpzb24","signature":"AAAA"}]}""", "$.protected")]
    [InlineData("""{"payload":"e30","signatures":[{"header":{"alg":"RS256","x5c":["*"]},"signature":"AAAA"}]}""", "$.x5c")]
    [InlineData("""{"payload":"e30","signatures":[{"header":{"alg":"RS256"},"signature":"A+/="}]}""", "$.base64url")]
    [InlineData("""{"ciphertext":"AAAA","recipients":[]}""", "$.recipients")]
    [InlineData("""{"ciphertext":"AAAA","recipients":[{"header":{"alg":"RSA-OAEP"},"encrypted_key":"AAAA"}],"iv":"AAAA","tag":"AAAA"}""", "$.enc")]
    [InlineData("""{"ciphertext":"AAAA","recipients":[{"header":{"alg":"RSA-OAEP","enc":"A256CBC-HS512"},"encrypted_key":"AAAA"}],"tag":"AAAA"}""", "$.iv")]
    public void A_cover_that_breaks_the_rules_is_refused_with_its_place(string text, string place)
    {
        var reading = Sample.Read(text);
        Assert.Equal((VconRefusal.Invalid, place), (reading.Refusal, reading.Detail));
    }

    [Fact]
    public void Every_limit_holds()
    {
        var limits = new VconLimits { Document = 200, Parties = 2, Parts = 2, Values = 20 };
        Assert.Null(Refusal("""{"parties":[{},{}]}""", limits));
        Assert.Equal(VconRefusal.TooLarge, Refusal("""{"parties":[{},{},{}]}""", limits));
        Assert.Null(Refusal("""{"dialog":[{"body":"a"},{"body":"b"}]}""", limits));
        Assert.Equal(VconRefusal.TooLarge, Refusal("""{"dialog":[{}],"analysis":[{}],"attachments":[{}]}""", limits));
        Assert.Equal(VconRefusal.TooLarge, Refusal("""{"dialog":[{"body":""},{"body":""},{"body":""}]}""", limits));
        Assert.Equal(VconRefusal.TooLarge, Refusal("{\"parties\":[{}],\"x\":[" + new string('1', 40).Replace("1", "1,") + "1]}", limits));
        Assert.Equal(VconRefusal.TooLarge, Refusal("{\"parties\":[{}]}" + new string(' ', 200), limits));
        Assert.Null(Refusal(("{\"parties\":[{}]}" + new string(' ', 200))[..200], limits));
    }

    [Fact]
    public void Nothing_is_kept_after_a_refusal()
    {
        var reader = new VconReader(new VconLimits());
        reader.Feed("{\"parties\":[{}],"u8);
        Assert.False(reader.Refused);
        reader.Feed("]"u8);
        Assert.True(reader.Refused);
        reader.Feed(new byte[1000]);
        Assert.Equal(0, reader.Kept);
        Assert.Equal(VconRefusal.Malformed, reader.Complete().Refusal);
    }

    [Theory]
    [InlineData("""{"parties":[{}],"payload":"x"}""")]
    [InlineData("""{"dialog":[],"signatures":[]}""")]
    [InlineData("""{"payload":"x","signatures":[{}],"analysis":null}""")]
    [InlineData("""{"ciphertext":"x","recipients":[{}],"attachments":[{}]}""")]
    [InlineData("""{"\u0070ayload":"x","signatures":[{}],"p\u0061rties":[{}]}""")]
    public void Clear_parts_beside_a_covered_form_are_refused(string json)
    {
        Assert.Equal(VconRefusal.Hybrid, Refusal(json));
        Assert.Equal("vcon.hybrid", VconRefusal.Hybrid.Code());
    }

    [Theory]
    [InlineData("\"0.0.1\"", true)]
    [InlineData("\"0.0.2\"", true)]
    [InlineData("\"0.3.0\"", true)]
    [InlineData("\"0.4.0\"", true)]
    [InlineData("null", true)]
    [InlineData("\"0.5.0\"", false)]
    [InlineData("\"0.4.1\"", false)]
    [InlineData("\"0.0.0\"", false)]
    [InlineData("\"1.0.0\"", false)]
    [InlineData("\"0.4\"", false)]
    [InlineData("\" 0.4.0\"", false)]
    [InlineData("\"0.4.0.0\"", false)]
    [InlineData("0.4", false)]
    [InlineData("[]", false)]
    public void Versions_up_to_0_4_0_are_read(string version, bool read) =>
        Assert.Equal(read ? null : VconRefusal.UnknownVersion, Refusal("{\"parties\":[{}],\"vcon\":" + version + "}"));

    [Theory]
    [InlineData("""{"parties":[{}],"critical":["CC"]}""", null)]
    [InlineData("""{"parties":[{}],"critical":[]}""", null)]
    [InlineData("""{"parties":[{}],"critical":["CC","secret"]}""", "$.critical[1]")]
    [InlineData("""{"parties":[{}],"must_support":["secret"]}""", "$.must_support[0]")]
    [InlineData("""{"parties":[{}],"critical":["CC"],"must_support":["secret"]}""", "$.must_support[0]")]
    [InlineData("""{"parties":[{}],"critical":"secret"}""", "$.critical[0]")]
    [InlineData("""{"parties":[{}],"critical":[1]}""", "$.critical[0]")]
    [InlineData("""{"parties":[{}],"critical":{}}""", "$.critical[0]")]
    public void An_unknown_critical_extension_is_refused_by_its_place(string json, string? detail)
    {
        var reading = Sample.Read(json);
        Assert.Equal(detail is null ? null : VconRefusal.UnknownCritical, reading.Refusal);
        Assert.Equal(detail, reading.Detail);
    }

    [Theory]
    [InlineData("[]", "$")]
    [InlineData("1", "$")]
    [InlineData("\"vcon\"", "$")]
    [InlineData("{}", "form")]
    [InlineData("""{"payload":"x"}""", "form")]
    [InlineData("""{"parties":[]}""", "$.parties")]
    [InlineData("""{"parties":null,"dialog":{}}""", "$.parties")]
    [InlineData("""{"parties":{"name":"x"}}""", "$.parties")]
    [InlineData("""{"parties":[{}],"dialog":"x"}""", "$.dialog")]
    public void Json_that_is_no_conversation_is_invalid(string json, string detail)
    {
        var reading = Sample.Read(json);
        Assert.Equal(VconRefusal.Invalid, reading.Refusal);
        Assert.Equal(detail, reading.Detail);
    }

    [Fact]
    public void Every_refusal_has_its_own_code()
    {
        var all = Enum.GetValues<VconRefusal>();
        Assert.Equal(all.Length, all.Select(r => r.Code()).Distinct().Count());
    }
}
