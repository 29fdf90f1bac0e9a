using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Intake.Import;
using Kluis.Registers;
using Kluis.Storage;

namespace Kluis.Intake.Folders;

/// <summary>How somebody wants a folder watched, as it came in. Folder and source are said once, when it is added.</summary>
sealed record FolderWish(string? Folder, string? Source)
{
    public Guid? Activity { get; init; }

    public string? Recipe { get; init; }

    /// <summary>Null or empty: that of the recipe, if it has one.</summary>
    public string? Pattern { get; init; }

    public bool Deletes { get; init; }

    public long StableSeconds { get; init; } = 10;

    public bool IsOn { get; init; } = true;
}

/// <summary>One thing that is wrong with a wish.</summary>
/// <param name="Field">Which field.</param>
/// <param name="Key">Which rule, as a word of the pages.</param>
/// <param name="Sentence">The same for programs.</param>
sealed record FolderProblem(string Field, string Key, string Sentence);

/// <param name="Folder">Null when there are problems, or when it is not there any more.</param>
sealed record FolderAnswer(WatchedFolder? Folder, IReadOnlyList<FolderProblem> Problems);

/// <summary>Where an administrator adds, changes and removes watched folders, by the API and in the console: the same refusals in both.</summary>
sealed class FolderDesk(FolderStore store, AccessStore access, ActivityStore activities, Inbox inbox, Journal journal, IdSource ids, TimeZoneInfo zone)
{
    const int LongestPattern = 200, LongestStable = 3600;

    /// <exception cref="FaultException">The inbox cannot be read.</exception>
    public async Task<FolderAnswer> AddAsync(Actor actor, FolderWish wish, CancellationToken stop)
    {
        var problems = await ProblemsAsync(wish, isNew: true, stop);
        if (problems.Count > 0)
            return new(null, problems);
        return await journal.ChangeAsync(
            actor,
            async change =>
            {
                var folder = RowOf(wish, new(ids.New().ToString(), wish.Source!, wish.Folder!, "", "", null, null, 0, null, change.Now, 0, null, null, 0, 0, null, null), change.Now);
                var (isFolderTaken, isSourceTaken) = await FolderStore.AreTakenAsync(change, folder.Folder, folder.Source);
                var isRefused = isFolderTaken || isSourceTaken;
                change.Record(new AuditEvent(AuditAct.FolderAdded) { Target = $"folder {folder.Id}", Outcome = isRefused ? AuditOutcome.Refused : AuditOutcome.Ok });
                if (isRefused)
                    return new FolderAnswer(null, [isFolderTaken ? new("folder", "folder-taken", "it is watched already") : new("source", "source-taken", "another folder has it")]);
                await FolderStore.AddAsync(change, folder);
                return new FolderAnswer(folder, []);
            },
            stop);
    }

    public async Task<FolderAnswer> ChangeAsync(Actor actor, Guid id, FolderWish wish, CancellationToken stop)
    {
        if (await store.FindAsync(id, stop) is not { } stored)
            return new(null, []);
        var problems = await ProblemsAsync(wish, isNew: false, stop);
        if (wish.Folder is { } name && name != stored.Folder)
            problems.Add(new("folder", "folder-fixed", "it stays the same; remove this one and add another"));
        if (wish.Source is { } source && source != stored.Source)
            problems.Add(new("source", "source-fixed", "it stays the same; remove this one and add another"));
        if (problems.Count > 0)
            return new(null, problems);
        return await journal.ChangeAsync(
            actor,
            async change =>
            {
                var folder = RowOf(wish, stored, change.Now);
                var isThere = await FolderStore.ChangeAsync(change, folder);
                change.Record(new AuditEvent(AuditAct.FolderChanged) { Target = $"folder {id}", Outcome = isThere ? AuditOutcome.Ok : AuditOutcome.Refused });
                return new FolderAnswer(isThere ? folder : null, []);
            },
            stop);
    }

    /// <summary>Watches it no longer. What was taken in stays, and so do its files.</summary>
    /// <returns>False when it is not there any more.</returns>
    public Task<bool> RemoveAsync(Actor actor, Guid id, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                var isThere = await FolderStore.RemoveAsync(change, id);
                change.Record(new AuditEvent(AuditAct.FolderRemoved) { Target = $"folder {id}", Outcome = isThere ? AuditOutcome.Ok : AuditOutcome.Refused });
                return isThere;
            },
            stop);

    /// <returns>The pattern of a wish, or what is wrong with it. Neither: none is wanted.</returns>
    public (FileNamePattern? Pattern, FolderProblem? Problem) PatternOf(string? recipe, string? pattern)
    {
        var text = string.IsNullOrWhiteSpace(pattern) ? recipe is null ? null : Recipe.Find(recipe)?.Pattern : pattern.Trim();
        if (text is null)
            return (null, null);
        if (text.Length > LongestPattern)
            return (null, new("pattern", "pattern", $"at most {LongestPattern} characters"));
        var (read, wrong) = FileNamePattern.Read(text, zone);
        return (read, wrong is null ? null : new("pattern", "pattern", wrong));
    }

    async Task<List<FolderProblem>> ProblemsAsync(FolderWish wish, bool isNew, CancellationToken stop)
    {
        var problems = new List<FolderProblem>();
        if (isNew)
            await AddProblemsOfNewAsync(wish, problems, stop);
        if (wish.Activity is not { } activity || await activities.FindAsync(activity, stop) is null)
            problems.Add(new("activity", "activity", "the id of a processing activity"));
        if (wish.Recipe is null || !Recipe.Names.Contains(wish.Recipe, StringComparer.Ordinal))
            problems.Add(new("recipe", "recipe", "one of " + string.Join(", ", Recipe.Names)));
        else if (PatternOf(wish.Recipe, wish.Pattern).Problem is { } wrong)
            problems.Add(wrong);
        if (wish.StableSeconds is < 1 or > LongestStable)
            problems.Add(new("stableSeconds", "stable", $"1 to {LongestStable}"));
        return problems;
    }

    async Task AddProblemsOfNewAsync(FolderWish wish, List<FolderProblem> problems, CancellationToken stop)
    {
        if (!Inbox.IsName(wish.Folder) || !inbox.Names().Contains(wish.Folder, StringComparer.Ordinal))
            problems.Add(new("folder", "folder", "the name of a folder that is in KLUIS_INBOX"));
        if (wish.Source is not { Length: > 0 } source || source.Trim() != source || !Label.Fits(source))
            problems.Add(new("source", "source", "a name of at most 100 characters"));
        // Whoever has a token of this source reads what came in under it.
        else if (await access.HasTokenAsync(source, stop))
            problems.Add(new("source", "source-token", "a token has it, and would open what comes in; take another"));
    }

    static WatchedFolder RowOf(FolderWish wish, WatchedFolder stored, long now) => stored with
    {
        ActivityId = wish.Activity!.Value.ToString(), Recipe = wish.Recipe!, Pattern = string.IsNullOrWhiteSpace(wish.Pattern) ? null : wish.Pattern.Trim(),
        DeletesSince = wish.Deletes ? stored.DeletesSince ?? now : null, StableSeconds = wish.StableSeconds, OffSince = wish.IsOn ? null : stored.OffSince ?? now,
        // Two changes within a millisecond are two.
        ChangedAt = Math.Max(now, stored.ChangedAt + 1),
    };
}
