using System.Collections.Concurrent;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake.Import;

namespace Kluis.Intake.Folders;

/// <summary>What one look has brought. Filled while it goes on, so that a look that is broken off has counted all the same.</summary>
sealed class LookTally
{
    int taken, quarantined;

    public int Taken => taken;

    public int Quarantined => quarantined;

    /// <summary>Null when the folder could not be looked through.</summary>
    public IReadOnlyList<LeftFiles>? Left { get; set; }

    public void Count(ImportOutcome outcome)
    {
        if (outcome is ImportOutcome.Stored or ImportOutcome.NewVersion or ImportOutcome.Same)
            Interlocked.Increment(ref taken);
        else if (outcome == ImportOutcome.Quarantined)
            Interlocked.Increment(ref quarantined);
    }
}

/// <summary>One look at one folder: what has come, and is written to its end, is taken in by the importer.</summary>
sealed class FolderLook(Inbox inbox, Importer importer, ImportStore imports, TimeZoneInfo zone, TimeProvider time)
{
    /// <summary>Files of one look; the rest waits until the other folders had their turn.</summary>
    public const int Most = 1000;

    readonly ConcurrentDictionary<string, (long ChangedAt, FolderMemory Memory)> memories = new(StringComparer.Ordinal);

    /// <returns>Whether there is more than one look takes.</returns>
    /// <exception cref="Storage.FaultException">The folder, the disk or the keys; see <see cref="Inbox.FaultOf"/>.</exception>
    public async Task<bool> RunAsync(WatchedFolder folder, LookTally tally, CancellationToken stop)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var memory = MemoryOf(folder);
        // 1. What lies there, unopened.
        var path = inbox.PathOf(folder.Folder);
        memory.See(new ImportFolder(path).Listed(), now);
        // 2. What is new and written to its end, and not remembered from a time before this process.
        var due = memory.Due(now, folder.StableSeconds * 1000, folder.Deletes, Most + 1);
        var take = new HashSet<string>(StringComparer.Ordinal);
        foreach (var known in due.Take(Most))
        {
            if (await IsToTakeAsync(folder, known, stop))
                take.Add(known.File.Path);
        }
        // 3. In with it.
        if (take.Count > 0)
        {
            var caller = new Caller(Actor.Product("folder"), Role.Integrator) { Source = folder.Source, Activity = folder.Activity };
            var taken = new ImportFolder(path) { Takes = take.Contains };
            await importer.RunAsync(caller, taken, RuleOf(folder, taken, memory, now), line => Tell(line, memory, tally, now), stop);
        }
        // 4. What stays.
        tally.Left = memory.Left();
        return due.Count > Most;
    }

    // Another rule may make something of what was left.
    FolderMemory MemoryOf(WatchedFolder folder) =>
        memories.AddOrUpdate(folder.Id, _ => (folder.ChangedAt, new()), (_, known) => known.ChangedAt == folder.ChangedAt ? known : (folder.ChangedAt, new())).Memory;

    async Task<bool> IsToTakeAsync(WatchedFolder folder, KnownFile known, CancellationToken stop)
    {
        if (await imports.FindAsync(folder.Source, known.File.Name, known.File.Mark, stop) is not var (outcome, _))
            return true;
        known.Standing = outcome != ImportOutcome.Beside ? Standing.Taken : folder.Deletes ? Standing.Stranded : Standing.Beside;
        return folder.Deletes && known.Standing == Standing.Taken;
    }

    ImportRule RuleOf(WatchedFolder folder, ImportFolder files, FolderMemory memory, long now)
    {
        var recipe = Recipe.Find(folder.Recipe) ?? Recipe.Find("kluis")!;
        return new ImportRule(folder.Source)
        {
            Way = DeliveryWay.Folder, Activity = folder.Activity, Recipe = recipe, Deletes = folder.Deletes,
            Pattern = (folder.Pattern ?? recipe.Pattern) is { } pattern ? FileNamePattern.Read(pattern, zone).Pattern : null,
            Awaits = path => memory.MayGetMetadata(files.NameOf(path), now),
        };
    }

    static void Tell(ImportLine line, FolderMemory memory, LookTally tally, long now)
    {
        memory.Note(line.Name, line.Outcome, now);
        tally.Count(line.Outcome);
    }
}
