using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Conversations;

namespace Kluis.Intake.Import;

/// <summary>How the files of a source are read.</summary>
sealed record ImportRule(string Source)
{
    public DeliveryWay Way { get; init; } = DeliveryWay.Import;

    public Guid? Activity { get; init; }

    public Recipe Recipe { get; init; } = Recipe.Find("kluis")!;

    public FileNamePattern? Pattern { get; init; }

    public RecordingList? List { get; init; }

    /// <summary>Takes the original away once it is durable here, stored or in quarantine.</summary>
    public bool Deletes { get; init; }

    /// <summary>
    /// For a folder that is still being filled: whether metadata of this recording may yet come. There, metadata whose recording is
    /// not there wait for it. Null: what is there is all there is.
    /// </summary>
    public Func<string, bool>? Awaits { get; init; }

    /// <summary>Looks and tells, and changes nothing.</summary>
    public bool IsDry { get; init; }
}

/// <summary>What became of one file, and why.</summary>
sealed record ImportLine(string Name, ImportOutcome Outcome, string? Code = null, string? Detail = null, Guid? Conversation = null, Guid? Item = null);

/// <summary>
/// Takes in the files of a folder, several beside one another. Each is durable before the next step: stopped at any moment, a
/// second run goes on where the first was, and stores nothing twice.
/// </summary>
sealed class Importer(Incoming incoming, ImportStore store, ImportCheck check, DiskReserve reserve, TimeZoneInfo zone)
{
    const int Beside = 8;

    /// <param name="tell">Of each file, as soon as it is done; from several threads.</param>
    public async Task RunAsync(Caller caller, ImportFolder folder, ImportRule rule, Action<ImportLine> tell, CancellationToken stop)
    {
        // Which files go with a vCon is known when that was read, so vCons come first.
        var ofVcons = new VconFiles();
        foreach (var first in new[] { true, false })
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Beside, CancellationToken = stop };
            await Parallel.ForEachAsync(
                folder.Files().Where(file => (file.Kind == FoundKind.Vcon) == first), options,
                async (file, each) => tell(ofVcons.Has(file.Path) ? new ImportLine(file.Name, ImportOutcome.Beside) : await TakeAsync(caller, folder, file, rule, ofVcons, each)));
        }
        if (rule.Deletes && !rule.IsDry)
            await DeleteAsync(folder, rule, stop);
    }

    async Task<ImportLine> TakeAsync(Caller caller, ImportFolder folder, FoundFile file, ImportRule rule, VconFiles ofVcons, CancellationToken stop)
    {
        if (file.Kind is FoundKind.Beside or FoundKind.Foreign or FoundKind.Unreadable)
            return new(file.Name, file.Kind == FoundKind.Beside ? ImportOutcome.Beside : file.Kind == FoundKind.Foreign ? ImportOutcome.Foreign : ImportOutcome.Unreadable);
        var mark = FileMark.Of(file.Path);
        if (await store.FindAsync(rule.Source, file.Name, mark, stop) is var (outcome, code))
            return new(file.Name, outcome == ImportOutcome.Beside ? outcome : ImportOutcome.Before, code);
        var opened = new List<string>();
        IAsyncEnumerable<SentFile> SiblingsOf(Vcon.Vcon vcon) => ofVcons.BesideAsync(file, vcon, opened, stop);
        if (DeliveryOf(file, rule) is not { } delivery)
            return new(file.Name, ImportOutcome.Unreadable);
        if (rule.Awaits is { } awaits && IsHalf(file, delivery, rule, awaits))
            return new(file.Name, ImportOutcome.Incomplete);
        if (rule.IsDry)
            return await check.RunAsync(caller, file, rule.Recipe, delivery, SiblingsOf, stop);
        reserve.Check();
        var line = LineOf(file, await incoming.TakeAsync(caller, delivery, () => OpenOf(file, rule.Recipe), SiblingsOf, stop));
        // Those that go with it first: once it is remembered itself, nobody reads again to what it refers.
        foreach (var path in opened)
        {
            var isStored = ofVcons.Add(path, line.Conversation is not null);
            await store.AddAsync(rule.Source, folder.NameOf(path), FileMark.Of(path), isStored ? ImportOutcome.Stored : ImportOutcome.Beside, null, stop);
        }
        // A term may be made longer, so what was past it is looked at again each time.
        if (line.Outcome != ImportOutcome.PastTerm)
            await store.AddAsync(rule.Source, file.Name, mark, line.Outcome, line.Code, stop);
        return line;
    }

    /// <summary>What is handed in of a file.</summary>
    internal static Stream OpenOf(FoundFile file, Recipe recipe) =>
        file is { Kind: FoundKind.Vcon, ContentType: "application/vcon" } ? WrittenExport.Open(file.Path, recipe) : File.OpenRead(file.Path);

    // Whatever is durable here and unchanged since, by this run or by an earlier one that ended before it came to this. Last, since
    // several vCons may refer to one file.
    async Task DeleteAsync(ImportFolder folder, ImportRule rule, CancellationToken stop)
    {
        foreach (var file in folder.Files().Where(file => file.Kind is FoundKind.Recording or FoundKind.Vcon))
        {
            if (await store.FindAsync(rule.Source, file.Name, FileMark.Of(file.Path), stop) is not { Outcome: not ImportOutcome.Beside })
                continue;
            if (file.Kind == FoundKind.Recording && ImportFolder.SideCarOf(file.Path) is { } beside)
                File.Delete(beside);
            File.Delete(file.Path);
            await store.ForgetAsync(rule.Source, file.Name, stop);
        }
    }

    // Null where its metadata cannot be read now.
    Delivery? DeliveryOf(FoundFile file, ImportRule rule)
    {
        try
        {
            return new(file.Kind == FoundKind.Vcon ? DeliveryKind.Vcon : DeliveryKind.Recording, rule.Way, file.ContentType)
            {
                FileName = Path.GetFileName(file.Path),
                Activity = file.Kind == FoundKind.Vcon ? rule.Activity : null,
                Metadata = file.Kind == FoundKind.Recording ? MetadataOf(file, rule)?.ToJsonString() : null,
            };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    bool IsHalf(FoundFile file, Delivery delivery, ImportRule rule, Func<string, bool> awaits) =>
        file.Kind == FoundKind.Recording
            ? delivery.Metadata is null && awaits(file.Path)
            : file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && ImportFolder.ReadSideCar(file.Path, rule.Recipe, zone)?["start"] is not null;

    // Nearest first: what lies beside the file, the row of the list, its name.
    JsonObject? MetadataOf(FoundFile file, ImportRule rule)
    {
        var metadata = ImportFolder.SideCarOf(file.Path) is { } beside ? ImportFolder.ReadSideCar(beside, rule.Recipe, zone) : null;
        metadata ??= rule.List?.Of(file.Path) ?? rule.Pattern?.Of(file.Path);
        if (metadata is not null && !metadata.ContainsKey("fileName"))
            metadata["fileName"] = Path.GetFileName(file.Path);
        return metadata;
    }

    static ImportLine LineOf(FoundFile file, TakenIn taken)
    {
        var (result, item) = taken;
        if (result.Refusal is { } refusal)
            return new(file.Name, item is null ? ImportOutcome.PastTerm : ImportOutcome.Quarantined, refusal.Code, refusal.Detail, Item: item);
        var outcome = result.Stored!.Outcome switch
        {
            StoreOutcome.Stored => ImportOutcome.Stored,
            StoreOutcome.NewVersion => ImportOutcome.NewVersion,
            StoreOutcome.Same => ImportOutcome.Same,
            // A refusal by now; here for the list to be whole.
            StoreOutcome.Erased => ImportOutcome.PastTerm,
        };
        return new(file.Name, outcome, Conversation: result.Stored.Id);
    }
}
