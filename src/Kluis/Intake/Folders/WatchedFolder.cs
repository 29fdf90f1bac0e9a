namespace Kluis.Intake.Folders;

/// <summary>The row of <c>watched_folder</c>.</summary>
/// <param name="Folder">Its name below the inbox.</param>
/// <param name="Taken">Files that became a conversation, or were one, since it was added.</param>
/// <param name="Quarantined">Files that went into quarantine since then.</param>
/// <param name="Fault">What is wrong with it as of the last look, as a code; null: nothing.</param>
sealed record WatchedFolder(
    string Id, string Source, string Folder, string ActivityId, string Recipe, string? Pattern, long? DeletesSince, long StableSeconds, long? OffSince,
    long CreatedAt, long ChangedAt, long? LookedAt, long? TakenAt, long Taken, long Quarantined, string? Fault, long? FaultAt)
{
    /// <summary>What stays in it, as of the last look.</summary>
    public IReadOnlyList<LeftFiles> Left { get; init; } = [];

    public Guid Key => Guid.Parse(Id);

    public Guid Activity => Guid.Parse(ActivityId);

    public bool Deletes => DeletesSince is not null;

    public bool IsOn => OffSince is null;

    public long LeftCount => Left.Sum(left => left.Files);

    public long? LeftOldest => Left.Count == 0 ? null : Left.Min(left => left.Oldest);
}

/// <summary>Files that stay in a folder for one reason.</summary>
/// <param name="Oldest">When the oldest of them was last written, UTC milliseconds.</param>
sealed record LeftFiles(Standing Reason, long Files, long Oldest);

/// <summary>How a file of a watched folder stands. From <see cref="Foreign"/> on it stays in the folder, taken in nowhere.</summary>
enum Standing
{
    /// <summary>Not looked at yet, or somebody may still be writing it.</summary>
    New,

    /// <summary>Stored or in quarantine.</summary>
    Taken,

    /// <summary>Serves another file.</summary>
    Beside,

    /// <summary>Nothing that is taken.</summary>
    Foreign,

    /// <summary>Its term is over.</summary>
    PastTerm,

    /// <summary>Sound without metadata, or metadata without sound.</summary>
    Incomplete,

    /// <summary>Hidden, a link, or called as something that is still being written.</summary>
    Unfinished,

    /// <summary>It cannot be opened.</summary>
    Unreadable,

    /// <summary>Belongs to a vCon that lies in quarantine.</summary>
    Stranded,
}

static class Standings
{
    static readonly Dictionary<string, Standing> ByName = Enum.GetValues<Standing>().ToDictionary(Name, StringComparer.Ordinal);

    public static bool IsLeft(this Standing standing) => standing >= Standing.Foreign;

    /// <summary>The id in the API, the database and the words.</summary>
    public static string Name(this Standing standing) => standing == Standing.PastTerm ? "past-term" : standing.ToString().ToLowerInvariant();

    public static Standing Parse(string name) => ByName[name];
}
