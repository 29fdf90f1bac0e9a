using System.Globalization;

namespace Kluis.AuditLog;

/// <summary>
/// One entry with the proof that it stands in a signed log, in one text that anybody can check offline (C2SP tlog-proof): the entry,
/// its number, the sibling hashes, the signed checkpoint.
/// </summary>
/// <param name="Entry">The exact bytes of the entry; the proof is over them.</param>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Path">The sibling hashes from the entry up to the root.</param>
/// <param name="Note">The signed checkpoint.</param>
public sealed record LogProof(byte[] Entry, long Index, IReadOnlyList<byte[]> Path, string Note)
{
    const string Header = "c2sp.org/tlog-proof@v1";

    /// <summary>The text of it.</summary>
    public string Write() => string.Join('\n',
        [Header, "extra " + Convert.ToBase64String(Entry), "index " + Index.ToString(CultureInfo.InvariantCulture), .. Path.Select(Convert.ToBase64String), "", Note]);

    /// <summary>Reads a proof and checks it against the key of the log.</summary>
    /// <exception cref="LogException"><c>proof.malformed</c>, <c>proof.wrong</c>, and those of <see cref="Checkpoint.Parse"/>.</exception>
    public static (LogProof Proof, Checkpoint Checkpoint) Verify(string text, VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(text);
        var proof = Parse(text);
        var checkpoint = Checkpoint.Parse(proof.Note, key);
        return Proofs.VerifyInclusion(TreeBuilder.LeafHash(proof.Entry), proof.Index, checkpoint.Size, checkpoint.Root, proof.Path)
            ? (proof, checkpoint)
            : throw new LogException("proof.wrong", "The entry does not stand in the log where the proof says.");
    }

    static LogProof Parse(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || text[..end].Split('\n') is not [Header, var extra, var index, .. var path] || !extra.StartsWith("extra ", StringComparison.Ordinal) || !index.StartsWith("index ", StringComparison.Ordinal))
            throw Malformed("It does not begin as a proof of a log does.");
        var isNumber = long.TryParse(index.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == index[6..];
        var hashes = path.ToList().ConvertAll(NoteText.FromBase64);
        return isNumber && NoteText.FromBase64(extra[6..]) is { } entry && !hashes.Contains(null)
            ? new LogProof(entry, number, hashes!, text[(end + 2)..])
            : throw Malformed("A line of it cannot be read.");
    }

    static LogException Malformed(string message) => new("proof.malformed", message);
}
