using Kluis.Web;

namespace Kluis.Retention;

/// <summary>How far a destruction is. Each step may be repeated: a crash in between is finished by the next sweep.</summary>
enum ErasureState
{
    /// <summary>It stands in the ledger; nothing is gone yet.</summary>
    Begun,

    /// <summary>Keys and rows are gone: nobody can open what is left.</summary>
    Destroyed,

    /// <summary>The objects are gone too, and were looked for again.</summary>
    Done,
}

/// <summary>Why something is destroyed.</summary>
static class ErasureGround
{
    /// <summary>The term of its kind has ended (GDPR Art. 5(1)(e)).</summary>
    public const string Term = "term";
}

/// <summary>One act of destruction.</summary>
/// <param name="Scope">How many of which kind: <c>conversation:2,recording:3</c>.</param>
/// <param name="Bytes">Of content, before it was sealed.</param>
/// <param name="LogEmptiedAt">When the database's own log was emptied after it; null: not yet, or not by this product.</param>
/// <param name="Objects">In the object store; smaller ones lay in their rows.</param>
/// <param name="Fault">The code of what failed at the last try; null: nothing did.</param>
sealed record Erasure(
    string Id, string Ground, string ActorId, string State, long LedgerSeq, string Scope, long Bytes, long StartedAt, long? DestroyedAt, long? FinishedAt, long? LogEmptiedAt, long Objects, string? Fault)
{
    public ErasureState Standing => Enum.Parse<ErasureState>(State, ignoreCase: true);

    public IReadOnlyList<(string Kind, long Count)> Counts =>
        [.. Scope.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(':')).Select(pair => (pair[0], long.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture)))];

    public DateTimeOffset Started => When.At(StartedAt);

    public DateTimeOffset? Destroyed => When.At(DestroyedAt);

    public DateTimeOffset? Finished => When.At(FinishedAt);
}
