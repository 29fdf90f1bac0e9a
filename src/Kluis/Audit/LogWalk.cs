using Kluis.AuditLog;

namespace Kluis.Audit;

/// <summary>What is wrong with a log, and where.</summary>
/// <param name="At">Number of an entry, or size of a checkpoint.</param>
sealed record LogFault(string Code, long At);

/// <summary>
/// Computes the tree anew from the first entry on, and compares its root with every signed checkpoint that it meets. Keeps one hash
/// a level, so the memory does not grow with the log.
/// </summary>
sealed class LogWalk(VerifierKey key)
{
    readonly TreeBuilder tree = new();

    public long Size => tree.Size;

    public byte[] Root() => tree.Root();

    /// <summary>The next entry. Its form is checked too: a leaf has one way to be written.</summary>
    public LogFault? Add(byte[] leaf)
    {
        try
        {
            Leaf.Parse(leaf);
            tree.Append(leaf);
            return null;
        }
        catch (LogException)
        {
            return new LogFault("entry.malformed", Size);
        }
    }

    /// <summary>Whether a checkpoint of this size is signed by the key of this log, and over what was gone through.</summary>
    public LogFault? Meet(string note)
    {
        try
        {
            var checkpoint = Checkpoint.Parse(note, key);
            return checkpoint.Size == Size && checkpoint.Root.AsSpan().SequenceEqual(Root()) ? null : new LogFault("checkpoint.root", Size);
        }
        catch (LogException)
        {
            return new LogFault("checkpoint.signature", Size);
        }
    }

    /// <summary>The same of the published head, whose signature was checked when it was read.</summary>
    public LogFault? Meet(Checkpoint published) =>
        published.Root.AsSpan().SequenceEqual(Root()) ? null : new LogFault("published.differs", Size);
}
