using System.CommandLine;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Conversations.Events;
using Kluis.Intake;

namespace Kluis;

/// <summary><c>kluis events</c>: takes in a list of what happened to customers. The same list again changes nothing.</summary>
static class EventsVerb
{
    public static Command Make(Option<string?> data)
    {
        var file = new Argument<string>("FILE") { Description = "CSV with the columns kind, at, case, conversation, subject, phone, email, customerNumber" };
        var source = new Option<string>("--source") { Required = true, Description = "The name of the system that tells it" };
        var verb = new Command("events", "Take in what happened to customers: cases, complaints, contracts, consent, payments") { file, source, data };
        verb.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => RunAsync(product, parsed.GetValue(file)!, parsed.GetValue(source)!, stop), stop));
        return verb;
    }

    static async Task<int> RunAsync(Product product, string file, string source, CancellationToken stop)
    {
        if (!File.Exists(file))
            return await Verbs.ComplainAsync("FILE: there is no such file");
        if (source.Length == 0 || !Label.Fits(source))
            return await Verbs.ComplainAsync("--source: a name of at most 100 characters");
        await using var services = product.Services();
        var events = services.GetRequiredService<CustomerEvents>();
        var caller = new Caller(Actor.Product("events"), Role.PrivacyOfficer) { Source = source };
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var line = 1;
        try
        {
            await using var csv = File.OpenRead(file);
            foreach (var valueOf in CsvRows.Read(csv, null, () => Count(counts, "cannot be read")))
            {
                var (word, why) = await TakeAsync(product, events, caller, valueOf, stop);
                Count(counts, word);
                line++;
                if (why is not null)
                    await System.Console.Error.WriteLineAsync($"Row {line}: {why}");
            }
        }
        catch (InvalidDataException fault)
        {
            return await Verbs.ComplainAsync(fault.Message);
        }
        foreach (var (word, count) in counts.OrderByDescending(each => each.Value))
            await System.Console.Out.WriteLineAsync($"{count,9} {word}");
        return counts.Keys.All(word => word is Kept or Known) ? Verbs.Yes : Verbs.No;
    }

    const string Kept = "kept", Known = "here already";

    static async Task<(string Word, string? Why)> TakeAsync(Product product, CustomerEvents events, Caller caller, Func<string, string?> valueOf, CancellationToken stop)
    {
        var told = new ToldEvent
        {
            Kind = valueOf("kind"), At = valueOf("at"), Case = valueOf("case"), Conversation = valueOf("conversation"), Subject = valueOf("subject"),
            Phone = valueOf("phone"), Email = valueOf("email"), CustomerNumber = valueOf("customerNumber"),
        };
        var (read, problem) = NewEvent.Read(told, product.Settings.Country, product.Settings.TimeZone, product.Time.GetUtcNow());
        if (read is null)
            return (NewEvent.Invalid, problem);
        var result = await events.TakeAsync(caller, read, stop);
        return result.Refusal is { } refusal ? (refusal, refusal) : (result.IsNew ? Kept : Known, null);
    }

    static void Count(Dictionary<string, int> counts, string word) => counts[word] = counts.GetValueOrDefault(word) + 1;
}
