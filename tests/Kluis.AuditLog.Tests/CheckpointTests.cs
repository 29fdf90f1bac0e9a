namespace Kluis.AuditLog.Tests;

public sealed class CheckpointTests
{
    static readonly string Note = Samples.Note(300);
    static readonly string[] Lines = Note.Split('\n');

    [Fact]
    public void A_checkpoint_comes_back_from_its_note()
    {
        using var signer = Samples.Signer();
        foreach (var size in new[] { 0, 1, 300, long.MaxValue })
        {
            var checkpoint = new Checkpoint(Samples.Origin, size, TreeBuilder.LeafHash("root"u8));
            Assert.Equal(checkpoint, Checkpoint.Parse(checkpoint.Sign(signer), signer.VerifierKey));
        }
    }

    [Fact]
    public void A_note_has_the_form_of_the_specification()
    {
        Assert.Equal([Samples.Origin, "300", Lines[2], "", Lines[4], ""], Lines);
        Assert.StartsWith($"— {Samples.Origin} ", Lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Another_key_another_name_and_another_origin_are_refused()
    {
        using var signer = Samples.Signer();
        using var other = LogSigner.Generate(Samples.Origin);
        using var renamed = Samples.Signer("log.example/acme/erasure");
        Assert.Equal("note.unknown-signature", Refusal(Note, other.VerifierKey));
        Assert.Equal("note.unknown-signature", Refusal(Note, renamed.VerifierKey));
        Assert.Equal("checkpoint.origin", Refusal(SignedNote.Sign($"else\n300\n{Lines[2]}\n", signer), signer.VerifierKey));
        var checkpoint = new Checkpoint("else", 1, new byte[32]);
        Assert.Equal("checkpoint.origin", Assert.Throws<LogException>(() => checkpoint.Sign(signer)).Code);
    }

    [Fact]
    public void A_second_signature_line_is_refused_whoever_made_it()
    {
        using var signer = Samples.Signer();
        Assert.Equal("note.malformed", Refusal(Note + Lines[4] + "\n", signer.VerifierKey));
        Assert.Equal("note.malformed", Refusal(Note + "— witness.example AAAAAAAA\n", signer.VerifierKey));
    }

    [Theory] // each is signed by the right key, so only its form is wrong
    [InlineData("{origin}\n300\n")]
    [InlineData("{origin}\n300\n{root}\nextension\n")]
    [InlineData("\n{origin}\n300\n{root}\n")]
    [InlineData("{origin}\n0300\n{root}\n")]
    [InlineData("{origin}\n+300\n{root}\n")]
    [InlineData("{origin}\n-1\n{root}\n")]
    [InlineData("{origin}\n 300\n{root}\n")]
    [InlineData("{origin}\n\n{root}\n")]
    [InlineData("{origin}\n9223372036854775808\n{root}\n")]
    [InlineData("{origin}\n300\n{root} \n")]
    [InlineData("{origin}\n300\nAAAA\n")]
    [InlineData("{origin}\n300\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n")] // spare bits set
    [InlineData("{origin}\n300\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")] // no padding
    public void A_signed_text_in_any_other_form_is_refused(string text)
    {
        using var signer = Samples.Signer();
        var filled = text.Replace("{origin}", Samples.Origin, StringComparison.Ordinal).Replace("{root}", Lines[2], StringComparison.Ordinal);
        Assert.Equal("checkpoint.malformed", Refusal(SignedNote.Sign(filled, signer), signer.VerifierKey));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("{text}")]
    [InlineData("{text}\n")]
    [InlineData("{text}\n{signature}")]
    [InlineData("{text}\n{signature}\n\n")]
    [InlineData("{text}\n{signature}\r\n")]
    [InlineData("{text}\n-{signature}\n")]
    [InlineData("{text}\n{signature} \n")]
    [InlineData("{text}\n{signature}=\n")]
    [InlineData("{text}\t\n{signature}\n")]
    [InlineData("{text}\n— log.example/acme/audit AAAA\n")]
    [InlineData("{text}\n— log.example/acme/audit\n")]
    public void A_note_in_any_other_form_is_refused(string note)
    {
        using var signer = Samples.Signer();
        var text = string.Join('\n', Lines[..3]) + "\n";
        var filled = note.Replace("{text}", text, StringComparison.Ordinal).Replace("{signature}", Lines[4], StringComparison.Ordinal);
        Assert.Equal("note.malformed", Refusal(filled, signer.VerifierKey));
    }

    [Fact]
    public void A_changed_text_is_refused()
    {
        using var signer = Samples.Signer();
        Assert.Equal("note.signature-wrong", Refusal(Note.Replace("300", "299", StringComparison.Ordinal), signer.VerifierKey));
    }

    static string Refusal(string note, VerifierKey key) => Assert.Throws<LogException>(() => Checkpoint.Parse(note, key)).Code;
}
