using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Conversations;

namespace Kluis.Intake.Import;

/// <summary>How the files of a source are read.</summary>
sealed record ImportRule(string Source)
{
    public Guid? Activity { get; init; }

    public Recipe Recipe { get; init; } = Recipe.Find("kluis")!;

    public FileNamePattern? Pattern { get; init; }

    public RecordingList? List { get; init; }

    /// <summary>Takes the original away once it is durable here, stored or in quarantine.</summary>
    public bool Deletes { get; init; }

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
        // Files that go with a vCon are no recordings of their own. They are known when their vCon was read, so those come first.
        var used = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var first in new[] { true, false })
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Beside, CancellationToken = stop };
            await Parallel.ForEachAsync(
                folder.Files().Where(file => (file.Kind == FoundKind.Vcon) == first), options,
                async (file, each) => tell(used.ContainsKey(file.Path) ? new ImportLine(file.Name, ImportOutcome.Beside) : await TakeAsync(caller, file, rule, used, each)));
        }
        if (rule.Deletes && !rule.IsDry)
            Delete(used.Keys);
    }

    async Task<ImportLine> TakeAsync(Caller caller, FoundFile file, ImportRule rule, ConcurrentDictionary<string, bool> used, CancellationToken stop)
    {
        if (file.Kind is FoundKind.Beside or FoundKind.Foreign)
            return new(file.Name, file.Kind == FoundKind.Beside ? ImportOutcome.Beside : ImportOutcome.Foreign);
        var siblings = file.Kind == FoundKind.Vcon ? (Vcon.Vcon vcon) => SiblingsOf(file, vcon, used) : (Func<Vcon.Vcon, IAsyncEnumerable<SentFile>>?)null;
        var delivery = DeliveryOf(file, rule);
        if (await store.FindAsync(rule.Source, file, stop) is { Outcome: not ImportOutcome.Refused } before)
        {
            await ImportCheck.MarkAsync(file, siblings, stop);
            return new(file.Name, ImportOutcome.Before, before.Code);
        }
        if (rule.IsDry)
            return await check.RunAsync(caller, file, delivery, siblings, stop);
        reserve.Check();
        var info = new FileInfo(file.Path);
        var (size, modified) = (info.Length, ImportStore.ModifiedOf(info));
        var taken = await incoming.TakeAsync(caller, delivery, () => File.OpenRead(file.Path), siblings, stop);
        var line = LineOf(file, taken);
        await store.AddAsync(rule.Source, file, size, modified, line.Outcome, line.Code, stop);
        if (rule.Deletes && line.Outcome != ImportOutcome.Refused)
            Delete([file.Path, .. file.Kind == FoundKind.Recording && ImportFolder.SideCarOf(file.Path) is { } beside ? new[] { beside } : []]);
        return line;
    }

    Delivery DeliveryOf(FoundFile file, ImportRule rule) =>
        new(file.Kind == FoundKind.Vcon ? DeliveryKind.Vcon : DeliveryKind.Recording, DeliveryWay.Import, file.ContentType)
        {
            FileName = Path.GetFileName(file.Path),
            Activity = file.Kind == FoundKind.Vcon ? rule.Activity : null,
            Metadata = file.Kind == FoundKind.Recording ? MetadataOf(file, rule)?.ToJsonString() : null,
        };

    // Nearest first: what lies beside the file, the row of the list, its name.
    JsonObject? MetadataOf(FoundFile file, ImportRule rule)
    {
        var metadata = ImportFolder.SideCarOf(file.Path) is { } beside ? ImportFolder.ReadSideCar(beside, rule.Recipe, zone) : null;
        metadata ??= rule.List?.Of(file.Path) ?? rule.Pattern?.Of(file.Path);
        if (metadata is not null && !metadata.ContainsKey("fileName"))
            metadata["fileName"] = Path.GetFileName(file.Path);
        return metadata;
    }

    static async IAsyncEnumerable<SentFile> SiblingsOf(FoundFile file, Vcon.Vcon vcon, ConcurrentDictionary<string, bool> used, [EnumeratorCancellation] CancellationToken stop = default)
    {
        foreach (var name in vcon.Parts.Where(part => part.Link is not null).SelectMany(VconMedia.NamesOf).Distinct(StringComparer.Ordinal))
        {
            if (ImportFolder.BesideVcon(file.Path, name) is not { } path)
                continue;
            used[path] = true;
            await using var stream = File.OpenRead(path);
            yield return new SentFile(name, stream);
        }
    }

    static ImportLine LineOf(FoundFile file, TakenIn taken)
    {
        var (result, item) = taken;
        if (result.Refusal is { } refusal)
            return new(file.Name, item is null ? ImportOutcome.Refused : ImportOutcome.Quarantined, refusal.Code, refusal.Detail, Item: item);
        var outcome = result.Stored!.Outcome switch
        {
            StoreOutcome.Stored => ImportOutcome.Stored,
            StoreOutcome.NewVersion => ImportOutcome.NewVersion,
            StoreOutcome.Same => ImportOutcome.Same,
        };
        return new(file.Name, outcome, Conversation: result.Stored.Id);
    }

    static void Delete(IEnumerable<string> paths)
    {
        foreach (var path in paths)
            File.Delete(path);
    }
}
