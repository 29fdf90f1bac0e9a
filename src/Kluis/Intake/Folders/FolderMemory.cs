using Kluis.Intake.Import;

namespace Kluis.Intake.Folders;

/// <summary>A file of a watched folder, as it was at the last look.</summary>
/// <param name="since">When this size and time were first seen, UTC milliseconds.</param>
sealed class KnownFile(ListedFile file, long since)
{
    public ListedFile File { get; } = file;

    public long Since { get; } = since;

    public Standing Standing { get; set; } = file.IsPassedOver ? Standing.Unfinished : Standing.New;

    /// <summary>From when on it is tried again, where trying again may help.</summary>
    public long AgainAt { get; set; }
}

/// <summary>What is known of the files of one folder: at a look, what is known and unchanged is neither opened nor asked for.</summary>
sealed class FolderMemory
{
    /// <summary>How long a recording without metadata waits for them; then it goes into quarantine as it is.</summary>
    public static readonly TimeSpan HalfLongest = TimeSpan.FromMinutes(10);

    const long Minute = 60_000, Hour = 60 * Minute;

    Dictionary<string, KnownFile> files = new(StringComparer.Ordinal);

    /// <summary>Takes over what lies in the folder now. A file of another size or time is another file.</summary>
    public void See(IEnumerable<ListedFile> listed, long now)
    {
        var seen = new Dictionary<string, KnownFile>(files.Count, StringComparer.Ordinal);
        foreach (var file in listed)
            seen[file.Name] = files.GetValueOrDefault(file.Name) is { } known && known.File == file ? known : new KnownFile(file, now);
        var isAnyGone = files.Keys.Any(name => !seen.ContainsKey(name));
        files = seen;
        // Its other half has come, or has gone: it stands otherwise now.
        foreach (var known in files.Values.Where(known => known.Standing == Standing.Incomplete ? HasOther(known) : known.Standing == Standing.Beside && isAnyGone && IsJson(known.File.Name) && !HasOther(known)))
            known.Standing = Standing.New;
    }

    /// <summary>What is to be looked at now, the oldest first.</summary>
    /// <param name="settled">For how long nothing may have changed, in milliseconds: somebody may still be writing.</param>
    /// <param name="deletes">What was taken in and is still there is to go.</param>
    public List<KnownFile> Due(long now, long settled, bool deletes, int most) =>
        [.. files.Values.Where(known => IsDue(known, now, settled, deletes)).OrderBy(known => known.File.Mark.Modified).ThenBy(known => known.File.Name, StringComparer.Ordinal).Take(most)];

    /// <summary>What became of a file. From several threads, each about files of its own.</summary>
    public void Note(string name, ImportOutcome outcome, long now)
    {
        if (files.TryGetValue(name, out var known))
            (known.Standing, known.AgainAt) = StandingOf(known, outcome, now);
    }

    /// <summary>Whether metadata of this recording may yet come.</summary>
    public bool MayGetMetadata(string name, long now) => files.TryGetValue(name, out var known) && now - known.Since < HalfLongest.TotalMilliseconds;

    public IReadOnlyList<LeftFiles> Left() =>
        [.. files.Values.Where(known => known.Standing.IsLeft()).GroupBy(known => known.Standing).OrderBy(group => group.Key)
            .Select(group => new LeftFiles(group.Key, group.Count(), group.Min(known => known.File.Mark.Modified)))];

    bool IsDue(KnownFile known, long now, long settled, bool deletes) => known.Standing switch
    {
        Standing.New => IsSettled(known, now, settled) && SideCarsOf(known.File.Name).All(beside => IsSettled(beside, now, settled)),
        Standing.Taken => deletes && known.AgainAt <= now,
        Standing.PastTerm or Standing.Incomplete or Standing.Unreadable => known.AgainAt <= now,
        _ => false,
    };

    // By our own clock since it was first seen, or by its own time: what was written long ago need not wait for another look.
    static bool IsSettled(KnownFile known, long now, long settled) => now - known.Since >= settled || now - known.File.Mark.Modified >= settled;

    IEnumerable<KnownFile> SideCarsOf(string name) =>
        IsJson(name) ? [] : new[] { name + ".json", Path.ChangeExtension(name, ".json") }.Select(beside => files.GetValueOrDefault(beside)).OfType<KnownFile>();

    bool HasOther(KnownFile known) =>
        IsJson(known.File.Name) ? ImportFolder.SoundsOf(known.File.Name).Any(files.ContainsKey) : SideCarsOf(known.File.Name).Any();

    static bool IsJson(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    static (Standing Standing, long AgainAt) StandingOf(KnownFile known, ImportOutcome outcome, long now) => outcome switch
    {
        ImportOutcome.Stored or ImportOutcome.NewVersion or ImportOutcome.Same or ImportOutcome.Quarantined or ImportOutcome.Before => (Standing.Taken, now + Minute),
        // A term may be made longer.
        ImportOutcome.PastTerm => (Standing.PastTerm, now + Hour),
        ImportOutcome.Incomplete => (Standing.Incomplete, now + (now - known.Since < HalfLongest.TotalMilliseconds ? Minute : Hour)),
        ImportOutcome.Unreadable => (Standing.Unreadable, now + Minute),
        ImportOutcome.Foreign => (Standing.Foreign, 0),
        ImportOutcome.Beside when IsJson(known.File.Name) => (Standing.Beside, 0),
        // Lists are of imports; a watched folder has none.
        ImportOutcome.Beside when known.File.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) => (Standing.Foreign, 0),
        // A file of a vCon: what became of that is remembered, and asked at the next look.
        ImportOutcome.Beside => (Standing.New, 0),
    };
}
