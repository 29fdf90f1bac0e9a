using System.Formats.Tar;
using System.Text;

namespace Kluis.AuditLog.Tests;

/// <summary>Damaged inputs for each reader, the same ones every time: each is refused as such, or it is the one right spelling.</summary>
public sealed class FuzzTests
{
    static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("KLUIS_FUZZ_CASES"), out var count) ? count : 20_000;

    [Fact]
    public void A_damaged_note_is_never_taken_for_the_signed_one()
    {
        using var signer = Samples.Signer();
        var good = Samples.Note(300);
        Each(1, good, note => _ = Checkpoint.Parse(note, signer.VerifierKey), note => Assert.Equal(good, note));
    }

    [Fact]
    public void A_key_has_one_spelling()
    {
        using var signer = Samples.Signer();
        var good = signer.VerifierKey.ToString();
        Each(2, good, key => Assert.Equal(key, VerifierKey.Parse(key).ToString()), key => Assert.Equal(good, key));
    }

    [Fact]
    public void A_leaf_that_is_read_has_the_bytes_that_would_be_written()
    {
        var good = Encoding.Latin1.GetString(LeafWriter.Write(new Leaf
        {
            Act = "conversation.played", At = 1_795_293_915_318, Id = "0199", Out = "ok", Rng = "0-181s", Why = "complaint",
        }));
        Each(
            3,
            good,
            text => { var leaf = Bytes(text); Assert.Equal(leaf, LeafWriter.Write(Leaf.Parse(leaf))); },
            _ => { });

        static byte[] Bytes(string text) => [.. text.Select(c => (byte)(c & 0xff))];
    }

    [Fact]
    public void A_damaged_bundle_of_entries_is_refused_or_is_what_its_hashes_say()
    {
        var bundle = new EntryBundle();
        foreach (var leaf in Samples.Leaves(5))
            bundle.Add(leaf);
        var good = Encoding.Latin1.GetString(bundle.Entries.Span);
        Each(
            4,
            good,
            text => { var file = Latin(text); Assert.Equal(file, EntryBundle.Parse(file).Entries.ToArray()); },
            _ => { });

        static byte[] Latin(string text) => [.. text.Select(c => (byte)(c & 0xff))];
    }

    [Fact]
    public async Task A_damaged_tar_gets_an_answer_and_never_a_yes_to_other_entries()
    {
        using var signer = Samples.Signer();
        using var export = await Samples.ExportAsync(3);
        var stream = new MemoryStream();
        await TarFile.CreateFromDirectoryAsync(export.Path, stream, false, TestContext.Current.CancellationToken);
        var (good, random, refused) = (stream.ToArray(), new Random(5), 0);
        for (var n = 0; n < Cases; n++)
        {
            byte[] tar = [.. good];
            for (var times = random.Next(1, 4); times > 0; times--)
                tar[random.Next(tar.Length)] = (byte)random.Next(256);
            var outcome = LogVerifier.VerifyTar(new MemoryStream(tar), signer.VerifierKey);
            Assert.Equal(outcome.Yes ? 3 : 0, outcome.Size); // times and owners may change
            refused += outcome.Yes ? 0 : 1;
        }
        Assert.InRange(refused, Cases / 10, Cases); // most of a small tar is padding, which nobody reads
    }

    static void Each(int seed, string good, Action<string> read, Action<string> accepted)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var n = 0; n < Cases; n++)
        {
            var input = Damage(good, random);
            try
            {
                read(input);
                accepted(input);
            }
            catch (LogException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, Cases / 2, Cases);
    }

    static string Damage(string good, Random random)
    {
        var text = new StringBuilder(good);
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(6))
            {
                case 0: text[at] = Any(random); break;
                case 1: text[at] ^= (char)(1 << random.Next(7)); break;
                case 2: text.Insert(at, Any(random)); break;
                case 3: text.Remove(at, random.Next(Math.Min(5, text.Length - at))); break;
                case 4: text.Append(good, 0, random.Next(good.Length)); break;
                default: text.Length = Math.Max(1, at); break;
            }
        }
        return text.ToString();
    }

    static char Any(Random random) => random.Next(4) switch
    {
        0 => (char)random.Next(0x10000), // halves of surrogate pairs too
        1 => "\n\r +=—\"\\{}:,\0"[random.Next(13)],
        _ => (char)random.Next(' ', 127),
    };
}
