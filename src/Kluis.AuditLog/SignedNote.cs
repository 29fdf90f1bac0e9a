using System.Buffers.Binary;

namespace Kluis.AuditLog;

/// <summary>
/// Text with one signature line (C2SP signed-note). Stricter than the specification, which lets readers ignore lines of
/// unknown keys: here such a line is a change that nobody signed.
/// </summary>
static class SignedNote
{
    const int LongestNote = 4096;
    const string SignatureMark = "\u2014 "; // em dash, space

    public static string Sign(string text, LogSigner signer)
    {
        Span<byte> line = stackalloc byte[4 + Ed25519.SignatureLength];
        BinaryPrimitives.WriteUInt32BigEndian(line, signer.VerifierKey.Id);
        signer.Sign(NoteText.ToUtf8(text)).CopyTo(line[4..]);
        return $"{text}\n{SignatureMark}{signer.VerifierKey.Name} {Convert.ToBase64String(line)}\n";
    }

    /// <summary>Gives the text when the note has exactly one signature line, by this key, and it is right.</summary>
    /// <exception cref="LogException">
    /// <c>note.malformed</c>, <c>note.unknown-signature</c>, <c>note.signature-wrong</c>.
    /// </exception>
    public static string Open(string note, VerifierKey key)
    {
        var (text, line) = Divide(note);
        if (line.Split(' ') is not [var name, var encoded]
            || NoteText.FromBase64(encoded) is not [_, _, _, _, .. var signature] bytes)
            throw Malformed("The signature line is not: em dash, key name, base64.");
        if (name != key.Name || BinaryPrimitives.ReadUInt32BigEndian(bytes) != key.Id)
            throw new LogException("note.unknown-signature", $"'{name}' signed, not the key of '{key.Name}'.");
        if (!key.Verify(NoteText.ToUtf8(text), signature))
            throw new LogException("note.signature-wrong", $"The signature of '{name}' does not belong to this text.");
        return text;
    }

    /// <summary>The text with its last newline, and what follows the mark in the signature line.</summary>
    public static (string Text, string Line) Divide(string note)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (note.Length > LongestNote || note.Any(c => c < ' ' && c != '\n'))
            throw Malformed("The note is too long or has control characters.");
        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0)
            throw Malformed("The note has no signature.");
        var line = note[(blank + 2)..];
        if (!line.StartsWith(SignatureMark, StringComparison.Ordinal) || line.IndexOf('\n') != line.Length - 1)
            throw Malformed("The note does not end with exactly one signature line.");
        return (note[..(blank + 1)], line[SignatureMark.Length..^1]);
    }

    static LogException Malformed(string message) => new("note.malformed", message);
}
