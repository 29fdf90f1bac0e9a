using System.Security.Cryptography;
using System.Text;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Registers;

namespace Kluis.Bench;

/// <summary>A data folder with many conversations, kept between runs as long as tables and makers are the same.</summary>
sealed class FilledVault
{
    // Rises when the rows that are made here change.
    const string Version = "1";
    const int Batch = 5_000, Agents = 200;

    readonly string folder;

    FilledVault(string folder, int conversations)
    {
        this.folder = folder;
        Conversations = conversations;
    }

    public int Conversations { get; }

    public int Customers => Conversations * 3 / 10;

    public string Data => Path.Combine(folder, "data");

    public string Database => Path.Combine(Data, "kluis.db");

    string StampFile => Path.Combine(folder, "filled");

    public static async Task<FilledVault> OpenAsync(Place place, int conversations)
    {
        var vault = new FilledVault(Path.Combine(place.Folder, $"vault-{conversations}"), conversations);
        if (File.Exists(vault.StampFile) && await File.ReadAllTextAsync(vault.StampFile) == Stamp)
            return vault;
        if (Directory.Exists(vault.folder))
            Directory.Delete(vault.folder, recursive: true);
        var seconds = await Timed.SecondsAsync(vault.FillAsync);
        await System.Console.Error.WriteLineAsync($"Filled {conversations:N0} conversations in {seconds:N0} s");
        await File.WriteAllTextAsync(vault.StampFile, Stamp);
        return vault;
    }

    static string Stamp { get; } = $"{Version} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Tables()))))}";

    // The tables as the migrations make them: another form of them makes the folder useless.
    static IEnumerable<string> Tables()
    {
        var product = typeof(Product).Assembly;
        foreach (var name in product.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(product.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }

    async Task FillAsync()
    {
        var product = await OpenedVault.OpenAsync(Data);
        var activity = new ProcessingActivity(
            product.Ids.New(), "Customer contact", "Answering customers", LegalBasis.Contract, ["service", "complaint"],
            new Dictionary<PartKind, Term> { [PartKind.Recording] = new(6, 0), [PartKind.Transcript] = new(24, 0), [PartKind.CallMetadata] = new(84, 0) }) { Recording = RecordingMode.Announce, Protection = ProtectionClass.Normal };
        await product.Journal.ChangeAsync(
            Actor.Product("bench"),
            async change =>
            {
                await new ActivityStore(product.Database, product.Chain, product.Ids).AddAsync(change, activity);
                change.Record(new AuditEvent(AuditAct.ActivityCreated) { Target = activity.Id.ToString() });
                return true;
            });
        // The keys stay in memory; the file is now the bulk writer's alone.
        await product.DisposeAsync();
        using var bulk = new BulkWriter(Database);
        var now = TimeProvider.System.GetUtcNow();
        var population = new Population(product.Chain, new BlindIndex(product.Chain), product.Ids, now.ToUnixTimeMilliseconds());
        var agents = await PeopleAsync(bulk, Agents, population.Agent);
        var customers = await PeopleAsync(bulk, Customers, population.Customer);
        var maker = new ConversationRows(activity, product.Ids);
        await AddAsync(bulk, Conversations, number => Call(maker, customers, agents, number, now));
        bulk.Finish();
    }

    // Two years of calls, oldest first; few customers call often, most seldom.
    IEnumerable<BulkRow> Call(ConversationRows maker, Person[] customers, Person[] agents, int number, DateTimeOffset now)
    {
        var start = now - (TimeSpan.FromDays(730) * (1 - ((double)number / Conversations)));
        var share = Random.Shared.NextDouble();
        return maker.Make(customers[(int)(customers.Length * share * share)], agents[number % agents.Length], start, number);
    }

    static async Task<Person[]> PeopleAsync(BulkWriter bulk, int count, Func<int, (Person Person, IReadOnlyList<BulkRow> Rows)> make)
    {
        var people = new Person[count];
        await AddAsync(bulk, count, number =>
        {
            (people[number], var rows) = make(number);
            return rows;
        });
        return people;
    }

    // One batch is made, on all cores, while the one before is written.
    static async Task AddAsync(BulkWriter bulk, int count, Func<int, IEnumerable<BulkRow>> make)
    {
        var writing = Task.CompletedTask;
        for (var from = 0; from < count; from += Batch)
        {
            var made = new IEnumerable<BulkRow>[Math.Min(Batch, count - from)];
            var first = from;
            Parallel.For(0, made.Length, i => made[i] = make(first + i));
            await writing;
            writing = Task.Run(() => bulk.Add(made.SelectMany(rows => rows)));
        }
        await writing;
    }
}
