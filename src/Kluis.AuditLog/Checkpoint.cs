using System.Globalization;

namespace Kluis.AuditLog;

/// <summary>
/// The state of a log at one moment (C2SP tlog-checkpoint): who, how many leaves, which root. Extension lines are not
/// used.
/// </summary>
/// <param name="Origin">Name of the log, equal to the name of its key.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Root hash, 32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>The signed note that the log publishes.</summary>
    /// <exception cref="LogException"><c>checkpoint.origin</c>: the key has another name than the log.</exception>
    public string Sign(LogSigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentOutOfRangeException.ThrowIfNegative(Size);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Root.Length, Merkle.HashLength);
        RequireOrigin(signer.VerifierKey);
        var size = Size.ToString(CultureInfo.InvariantCulture);
        return SignedNote.Sign($"{Origin}\n{size}\n{Convert.ToBase64String(Root)}\n", signer);
    }

    /// <summary>
    /// Reads a checkpoint that carries exactly one signature, of this key. Every byte has one right value.
    /// </summary>
    /// <exception cref="LogException">
    /// <c>note.malformed</c>, <c>note.unknown-signature</c>, <c>note.signature-wrong</c>, <c>checkpoint.malformed</c>,
    /// <c>checkpoint.origin</c>.
    /// </exception>
    public static Checkpoint Parse(string note, VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var checkpoint = FromText(SignedNote.Open(note, key));
        checkpoint.RequireOrigin(key);
        return checkpoint;
    }

    /// <summary>What the note says, without any claim about who signed it.</summary>
    internal static Checkpoint ReadUnverified(string note) => FromText(SignedNote.Divide(note).Text);

    public bool Equals(Checkpoint? other) =>
        other is not null && Origin == other.Origin && Size == other.Size && Root.AsSpan().SequenceEqual(other.Root);

    public override int GetHashCode() => HashCode.Combine(Origin, Size);

    static Checkpoint FromText(string text)
    {
        if (text.Split('\n') is not [{ Length: > 0 } origin, var size, var root, ""])
            throw Malformed("A checkpoint has three lines: origin, size and root.");
        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var leaves)
            || leaves.ToString(CultureInfo.InvariantCulture) != size)
            throw Malformed("The size is not a plain decimal number.");
        return NoteText.FromBase64(root) is { Length: Merkle.HashLength } hash
            ? new Checkpoint(origin, leaves, hash)
            : throw Malformed("The root is not the base64 of 32 bytes.");
    }

    // One key, one log: else the folder of another log of the same owner would pass for this one.
    void RequireOrigin(VerifierKey key)
    {
        if (Origin != key.Name)
            throw new LogException("checkpoint.origin", $"The checkpoint is of '{Origin}', the key of '{key.Name}'.");
    }

    static LogException Malformed(string message) => new("checkpoint.malformed", message);
}
