using System.Text;
using System.Text.Json;

namespace Kluis.AuditLog.Tests;

public sealed class LeafTests
{
    static readonly Leaf Full = new()
    {
        Act = "conversation.played", At = 1_795_293_915_318, Id = "0199", Ip = "a", Obj = "b", Out = "ok", Rng = "0-181s", Subj = "c",
        Sum = "d", Who = "e", Why = "complaint",
    };

    [Fact]
    public void A_leaf_is_written_with_sorted_keys_and_without_absent_fields()
    {
        Assert.Equal(
            """{"act":"conversation.played","at":1795293915318,"id":"0199","ip":"a","obj":"b","out":"ok","rng":"0-181s","subj":"c","sum":"d","v":1,"who":"e","why":"complaint"}""",
            Written(Full));
        Assert.Equal("""{"act":"log.verified","at":0,"id":"","v":1}""", Written(new Leaf { Act = "log.verified", At = 0, Id = "" }));
    }

    [Fact]
    public void A_leaf_comes_back_from_its_bytes_and_any_JSON_reader_can_read_them()
    {
        var written = LeafWriter.Write(Full);
        Assert.Equal(Full, Leaf.Parse(written));
        Assert.Equal("0-181s", JsonDocument.Parse(written).RootElement.GetProperty("rng").GetString());
        var least = new Leaf { Act = "x", At = (1L << 53) - 1, Id = "y" };
        Assert.Equal(least, Leaf.Parse(LeafWriter.Write(least)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"act":"a","at":1,"id":"i","v":1}x""")]
    [InlineData("""{"act":"a","at":1,"id":"i","v":1""")]
    [InlineData("""{"act":"a","at":1,"id":"i","v":1,}""")]
    [InlineData("""{"act":"a","at":1,"id":"i", "v":1}""")]
    [InlineData("""{"at":1,"act":"a","id":"i","v":1}""")] // order
    [InlineData("""{"act":"a","act":"a","at":1,"id":"i","v":1}""")] // twice
    [InlineData("""{"act":"a","at":01,"id":"i","v":1}""")]
    [InlineData("""{"act":"a","at":-1,"id":"i","v":1}""")]
    [InlineData("""{"act":"a","at":1.0,"id":"i","v":1}""")]
    [InlineData("""{"act":"a","at":1e3,"id":"i","v":1}""")]
    [InlineData("""{"act":"a","at":9007199254740992,"id":"i","v":1}""")]
    [InlineData("""{"act":"a","at":99999999999999999999,"id":"i","v":1}""")]
    [InlineData("""{"act":"a","at":"1","id":"i","v":1}""")]
    [InlineData("""{"act":"a","at":1,"id":"i","v":2}""")]
    [InlineData("""{"act":"a","at":1,"id":"i","v":"1"}""")]
    [InlineData("""{"act":"a","at":1,"id":"i"}""")]
    [InlineData("""{"act":"a","at":1,"v":1}""")]
    [InlineData("""{"act":"a","at":1,"id":"i","new":"n","v":1}""")] // unknown field
    [InlineData("""{"act":null,"at":1,"id":"i","v":1}""")]
    [InlineData("""{"act":"\u0061","at":1,"id":"i","v":1}""")]
    [InlineData("""{"act":"é","at":1,"id":"i","v":1}""")]
    [InlineData("{\"act\":\"a\u007f\",\"at\":1,\"id\":\"i\",\"v\":1}")]
    public void A_leaf_in_any_other_form_is_refused(string text) =>
        Assert.Throws<LogException>(() => Leaf.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("say \"x\"")]
    [InlineData("back\\slash")]
    [InlineData("línea")]
    [InlineData("two\nlines")]
    [InlineData("\ud800")]
    public void A_value_that_would_need_an_escape_is_not_written(string value) =>
        Assert.Equal("leaf.malformed", Assert.Throws<LogException>(() => LeafWriter.Write(Full with { Why = value })).Code);

    [Fact]
    public void A_leaf_ends_at_eight_kibibytes()
    {
        var frame = LeafWriter.Write(Full with { Why = "" }).Length;
        var longest = Full with { Why = new string('x', 8192 - frame) };
        Assert.Equal(longest, Leaf.Parse(LeafWriter.Write(longest)));
        Assert.Equal("leaf.too-long", Assert.Throws<LogException>(() => LeafWriter.Write(longest with { Why = longest.Why + "x" })).Code);
        Assert.Equal("leaf.too-long", Assert.Throws<LogException>(() => Leaf.Parse(new byte[8193])).Code);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1L << 53)]
    public void A_time_that_JSON_cannot_hold_is_not_written(long at) =>
        Assert.Equal("leaf.malformed", Assert.Throws<LogException>(() => LeafWriter.Write(Full with { At = at })).Code);

    static string Written(Leaf leaf) => Encoding.ASCII.GetString(LeafWriter.Write(leaf));
}

public sealed class CommitmentTests
{
    static readonly byte[] Salt = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    [Fact]
    public void A_commitment_is_the_hash_of_salt_field_zero_and_value() // sha256sum of the bytes, base64url
        => Assert.Equal("9mWfpiPHAkznhHax40mvHUVYlabJze9vx6_OxxUBSpM", Commitment.Make(Salt, "who", "agent-7 é"));

    [Fact]
    public void A_commitment_holds_for_its_own_salt_field_and_value_only()
    {
        var made = Commitment.Make(Salt, "who", "agent-7");
        Assert.True(Commitment.Check(made, Salt, "who", "agent-7"));
        Assert.False(Commitment.Check(made, Salt, "who", "agent-8"));
        Assert.False(Commitment.Check(made, Salt, "obj", "agent-7"));
        Assert.False(Commitment.Check(made, Commitment.NewSalt(), "who", "agent-7"));
        Assert.False(Commitment.Check(made + "=", Salt, "who", "agent-7"));
        Assert.False(Commitment.Check("", Salt, "who", "agent-7"));
    }

    [Fact]
    public void What_could_be_read_in_two_ways_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Commitment.Make(Salt, "who\0", "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Commitment.Make(Salt.AsSpan(1), "who", "x"));
        Assert.ThrowsAny<ArgumentException>(() => Commitment.Make(Salt, "who", "\ud800"));
    }

    [Fact]
    public void Salts_do_not_repeat() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => Convert.ToHexString(Commitment.NewSalt())).Distinct().Count());
}
