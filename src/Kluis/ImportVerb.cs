using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Intake.Import;

namespace Kluis;

/// <summary><c>kluis import</c>: takes in files and folders of another system. Stopped, it goes on where it was when it is run again.</summary>
static class ImportVerb
{
    static readonly JsonSerializerOptions OneLine = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    public static Command Make(Option<string?> data)
    {
        var path = new Argument<string>("PATH") { Description = "A file or a folder" };
        var source = new Option<string>("--source") { Required = true, Description = "The name under which it comes in, such as the telephone system's" };
        var activity = new Option<Guid?>("--activity") { Description = "Processing activity of everything that does not say another" };
        var recipe = new Option<string>("--recipe") { Description = "How the other system writes things down: " + string.Join(", ", Recipe.Names), DefaultValueFactory = _ => "kluis" };
        var list = new Option<string?>("--list") { Description = "A list of the recordings, CSV" };
        var pattern = new Option<string?>("--pattern") { Description = "What the names of recordings tell, such as {direction}-{called}-{caller}-{date}-{time}-{*}" };
        var delete = new Option<bool>("--delete") { Description = "Delete each original once it is stored or in quarantine" };
        var dry = new Option<bool>("--dry-run") { Description = "Tell what would happen, and change nothing" };
        var report = new Option<string?>("--report") { Description = "Write a line of JSON for each file to this file" };
        var verb = new Command("import", "Take in files and folders: recordings with their metadata, vCons") { path, source, activity, recipe, list, pattern, delete, dry, report, data };
        verb.SetAction((parsed, stop) => Verbs.WithProductAsync(
            parsed.GetValue(data),
            product => RunAsync(
                product, parsed.GetValue(path)!, parsed.GetValue(report),
                new Wish(parsed.GetValue(source)!, parsed.GetValue(activity), parsed.GetValue(recipe)!, parsed.GetValue(list), parsed.GetValue(pattern), parsed.GetValue(delete), parsed.GetValue(dry)), stop),
            stop));
        return verb;
    }

    sealed record Wish(string Source, Guid? Activity, string Recipe, string? List, string? Pattern, bool Deletes, bool IsDry);

    static async Task<int> RunAsync(Product product, string path, string? report, Wish wish, CancellationToken stop)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            return await Verbs.ComplainAsync($"There is nothing at {path}.");
        var (rule, problem) = await RuleOfAsync(product, wish);
        if (rule is null)
            return await Verbs.ComplainAsync(problem!);
        await using var services = product.Services();
        var counts = new ConcurrentDictionary<ImportOutcome, int>();
        var reasons = new ConcurrentDictionary<(ImportOutcome, string), int>();
        var progress = Verbs.Progress("files");
        await using var lines = report is null ? null : TextWriter.Synchronized(new StreamWriter(report));
        var caller = new Caller(Actor.Product("import"), Role.Integrator) { Source = rule.Source, Activity = rule.Activity };
        await services.GetRequiredService<Importer>().RunAsync(caller, new ImportFolder(path), rule, line =>
        {
            counts.AddOrUpdate(line.Outcome, 1, (_, count) => count + 1);
            if (line.Code is { } code)
                reasons.AddOrUpdate((line.Outcome, code), 1, (_, count) => count + 1);
            lines?.WriteLine(JsonSerializer.Serialize(new { file = line.Name, outcome = WordOf(line.Outcome), code = line.Code, detail = line.Detail, conversation = line.Conversation, quarantine = line.Item }, OneLine));
            progress(counts.Values.Sum());
        }, stop);
        await TellAsync(counts, reasons, rule.IsDry);
        return counts.ContainsKey(ImportOutcome.Quarantined) || counts.ContainsKey(ImportOutcome.PastTerm) || counts.ContainsKey(ImportOutcome.Unreadable) ? Verbs.No : Verbs.Yes;
    }

    static async Task<(ImportRule? Rule, string? Problem)> RuleOfAsync(Product product, Wish wish)
    {
        if (wish.Source.Length == 0 || !Label.Fits(wish.Source))
            return (null, "--source: a name of at most 100 characters");
        if (Recipe.Find(wish.Recipe) is not { } recipe)
            return (null, "--recipe: one of " + string.Join(", ", Recipe.Names));
        FileNamePattern? pattern = null;
        if ((wish.Pattern ?? recipe.Pattern) is { } text)
        {
            (pattern, var wrong) = FileNamePattern.Read(text, product.Settings.TimeZone);
            if (pattern is null)
                return (null, "--pattern: " + wrong);
        }
        try
        {
            return (new ImportRule(wish.Source)
            {
                Activity = wish.Activity, Recipe = recipe, Pattern = pattern, List = await ListAsync(wish.List, recipe, product.Settings.TimeZone), Deletes = wish.Deletes, IsDry = wish.IsDry,
            }, null);
        }
        catch (InvalidDataException fault)
        {
            return (null, "--list: " + fault.Message);
        }
    }

    static async Task<RecordingList?> ListAsync(string? path, Recipe recipe, TimeZoneInfo zone)
    {
        if (path is null)
            return null;
        await using var csv = File.OpenRead(path);
        var list = RecordingList.Read(csv, recipe, zone);
        await System.Console.Error.WriteLineAsync($"{list.Count} calls in the list{(list.Unusable > 0 ? $", {list.Unusable} rows that name no recording" : "")}.");
        return list;
    }

    static async Task TellAsync(ConcurrentDictionary<ImportOutcome, int> counts, ConcurrentDictionary<(ImportOutcome Outcome, string Code), int> reasons, bool isDry)
    {
        if (!System.Console.IsErrorRedirected)
            await System.Console.Error.WriteLineAsync();
        var output = System.Console.Out;
        await output.WriteLineAsync(isDry ? "Nothing was changed. An import would give:" : "Done:");
        foreach (var outcome in Enum.GetValues<ImportOutcome>().Where(counts.ContainsKey))
        {
            await output.WriteLineAsync($"{counts[outcome],9} {WordOf(outcome)}");
            foreach (var ((_, code), count) in reasons.Where(each => each.Key.Outcome == outcome).OrderByDescending(each => each.Value))
                await output.WriteLineAsync($"{"",9} {count,9} {code}");
        }
        await output.WriteLineAsync($"{counts.Values.Sum(),9} in all");
    }

    static string WordOf(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.Stored => "stored",
        ImportOutcome.NewVersion => "stored as a new version",
        ImportOutcome.Same => "here already",
        ImportOutcome.Quarantined => "in quarantine",
        ImportOutcome.PastTerm => "past their term, not taken in",
        ImportOutcome.Beside => "beside another file",
        ImportOutcome.Foreign => "left alone, not a kind that is taken",
        ImportOutcome.Before => "taken in before",
        ImportOutcome.Incomplete => "without its other half, left alone",
        ImportOutcome.Unreadable => "not readable, left alone",
    };
}
